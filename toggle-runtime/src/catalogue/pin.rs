//! Pins: toggles that a build has fixed, as `TOGGLE_PIN_NEW_CHECKOUT=on cargo build` does. See the
//! [guide](crate::_pins).

use std::str;

use toggle_rules::Value;

/// The value to which the build has fixed a toggle, if it has.
///
/// It is a constant, so the compiler removes the code that never runs.
#[derive(Debug, Clone, Copy)]
pub struct Pin(Option<Fixed>);

#[derive(Debug, Clone, Copy)]
struct Fixed {
    /// The index of the value, as in a [`Point`](super::point::Point).
    index: u8,
    /// The value's name in configurations.
    word: &'static str,
}

impl Pin {
    /// No pin.
    pub const NONE: Self = Self(None);

    /// Returns the pin of an on/off toggle. `given` is the variable's value when the crate was built.
    ///
    /// # Panics
    ///
    /// If `given` is not a word for on or off. The panic is a compile error.
    #[track_caller]
    pub const fn on_or_off(variable: &str, given: Option<&str>) -> Self {
        let Some(given) = given else { return Self::NONE };
        match find(Value::Off.words(), given, Case::Either) {
            Some(_) => Self(Some(Fixed { index: 0, word: "off" })),
            None => match find(Value::On.words(), given, Case::Either) {
                Some(_) => Self(Some(Fixed { index: 1, word: "on" })),
                None => refuse(&[variable, " is `", given, "`, which is not on or off"]),
            },
        }
    }

    /// Returns the pin of a toggle whose variants have these names.
    ///
    /// # Panics
    ///
    /// If `given` is not one of the names.
    #[track_caller]
    pub(crate) const fn variant(names: &[&'static str], variable: &str, given: Option<&str>) -> Self {
        let Some(given) = given else { return Self::NONE };
        match find(names, given, Case::Same) {
            Some(index) => Self(Some(Fixed { index, word: names[index as usize] })),
            None => refuse(&[variable, " is `", given, "`, which is no variant of the toggle"]),
        }
    }

    /// Returns the pin of a number or a string: none.
    ///
    /// # Panics
    ///
    /// If the variable is set.
    #[track_caller]
    pub const fn not_pinned(variable: &str, given: Option<&str>) -> Self {
        if given.is_some() {
            refuse(&[variable, " is set, but numbers and strings cannot be pinned: change the default of the toggle"]);
        }
        Self::NONE
    }

    /// Returns the pin of a toggle without `default`, whose type only the compiler knows: on/off, or a structure.
    #[track_caller]
    pub const fn undefaulted(is_structure: bool, variable: &str, given: Option<&str>) -> Self {
        if !is_structure {
            return Self::on_or_off(variable, given);
        }
        if given.is_some() {
            refuse(&[variable, " is set, but a structure cannot be pinned: change the `Default` of its type"]);
        }
        Self::NONE
    }

    /// Returns the pinned value's name in configurations, or an empty string without a pin.
    pub const fn word(self) -> &'static str {
        match self.0 {
            Some(fixed) => fixed.word,
            None => "",
        }
    }

    /// Returns whether the pin is on, or `None` without a pin.
    pub const fn known(self) -> Option<bool> {
        match self.0 {
            Some(fixed) => Some(fixed.index != 0),
            None => None,
        }
    }

    /// Returns the index of the pinned value, as in a point.
    #[inline]
    pub(crate) const fn index(self) -> Option<u8> {
        match self.0 {
            Some(fixed) => Some(fixed.index),
            None => None,
        }
    }
}

/// Returns whether code never runs that runs while a condition is `on`. `known` is the condition's pinned value.
pub const fn is_never(known: Option<bool>, on: bool) -> bool {
    matches!((known, on), (Some(true), false) | (Some(false), true))
}

/// Returns the pinned value of `not`.
pub const fn opposite(known: Option<bool>) -> Option<bool> {
    match known {
        Some(on) => Some(!on),
        None => None,
    }
}

/// Returns the pinned value of `all`. It is off if one part is pinned to off, even if the other is not pinned.
pub const fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Returns the pinned value of `any`.
pub const fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    opposite(both(opposite(one), opposite(other)))
}

/// The comparison of words: by letter, or without regard to case.
#[derive(Clone, Copy)]
enum Case {
    Either,
    Same,
}

/// Returns the position of a word among others. White space around the word is ignored, as in the variables of a
/// running program. There are at most as many words as a point has indices.
const fn find(mut words: &[&str], word: &str, case: Case) -> Option<u8> {
    let word = word.trim_ascii();
    let mut position = 0;
    while let [first, others @ ..] = words {
        let is_alike = match case {
            Case::Either => first.eq_ignore_ascii_case(word),
            Case::Same => is_same(first.as_bytes(), word.as_bytes()),
        };
        if is_alike {
            return Some(position);
        }
        (words, position) = (others, position + 1);
    }
    None
}

/// Compares bytes in a constant, where `==` is not available.
const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other)
        && *a == *b
    {
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

/// Fails the build with a message.
#[track_caller]
const fn refuse(mut parts: &[&str]) -> ! {
    // A constant cannot format a message, so the parts are copied into a buffer.
    let mut message = [0; 1024];
    let mut rest: &mut [u8] = &mut message;
    let mut len = 0;
    while let [part, others @ ..] = parts {
        if part.len() > rest.len() {
            // A value that does not fit is left out: it is longer than any valid word.
            parts = others;
            continue;
        }
        let (here, after) = rest.split_at_mut(part.len());
        here.copy_from_slice(part.as_bytes());
        len += part.len();
        (parts, rest) = (others, after);
    }
    match str::from_utf8(message.split_at(len).0) {
        Ok(message) => panic!("{}", message),
        Err(_) => panic!("a toggle cannot be pinned to this"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, word: &str, index: u8) {
        let pin = Pin::on_or_off("TOGGLE_PIN_X", Some(given));
        assert_eq!((pin.word(), pin.index()), (word, Some(index)));
    }

    #[test]
    fn the_words_of_the_environment_pin() {
        check("on", "on", 1);
        check("TRUE", "on", 1);
        check(" yes ", "on", 1);
        check("0", "off", 0);
        check("No", "off", 0);
    }

    #[test]
    fn a_variant_pins() {
        let pin = Pin::variant(&["bm25", "neural"], "TOGGLE_PIN_X", Some("neural"));
        assert_eq!((pin.word(), pin.index()), ("neural", Some(1)));
    }

    #[test]
    #[should_panic(expected = "TOGGLE_PIN_X is `Neural`, which is no variant")]
    fn the_case_of_a_variant_counts() {
        Pin::variant(&["bm25", "neural"], "TOGGLE_PIN_X", Some("Neural"));
    }

    #[test]
    fn known_part_of_a_condition_decides_it() {
        let (on, off, open) = (Some(true), Some(false), None);
        assert_eq!([both(on, open), both(open, off), both(on, on), both(open, open)], [open, off, on, open]);
        assert_eq!([either(on, open), either(open, off), either(off, off)], [on, open, off]);
        assert_eq!([opposite(on), opposite(off), opposite(open)], [off, on, open]);
        assert_eq!([is_never(on, true), is_never(on, false), is_never(off, true)], [false, true, true]);
        assert_eq!([is_never(off, false), is_never(open, true), is_never(open, false)], [false; 3]);
    }

    #[test]
    fn nothing_pins_nothing() {
        assert_eq!(Pin::on_or_off("TOGGLE_PIN_X", None).index(), None);
        assert_eq!(Pin::variant(&["bm25", "neural"], "TOGGLE_PIN_X", None).word(), "");
    }

    #[test]
    #[should_panic(expected = "TOGGLE_PIN_X is `maybe`, which is not on or off")]
    fn another_word_is_refused() {
        Pin::on_or_off("TOGGLE_PIN_X", Some("maybe"));
    }

    #[test]
    #[should_panic(expected = "TOGGLE_PIN_X is `vector`, which is no variant of the toggle")]
    fn another_variant_is_refused() {
        Pin::variant(&["bm25", "neural"], "TOGGLE_PIN_X", Some("vector"));
    }

    #[test]
    #[should_panic(expected = "numbers and strings cannot be pinned")]
    fn a_number_is_refused() {
        Pin::not_pinned("TOGGLE_PIN_X", Some("20"));
    }
}
