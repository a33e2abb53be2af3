//! The rules for names of toggles, and the names that derive from them.

use std::{error::Error, fmt};

use crate::{distance::distance, look::look};

pub use crate::look::{did_you_mean, difference};

/// The greatest length of a name, in bytes.
pub const MAX_LEN: usize = 120;

/// The prefix of the environment variables of toggles.
pub const VARIABLE_PREFIX: &str = "TOGGLE_";

/// Checks that `name` consists of ASCII letters, digits, `-`, `_` and `.`, starts with a letter and has at most
/// [`MAX_LEN`] bytes.
///
/// # Errors
///
/// If the name breaks one of these rules. The error names the rule.
pub fn check(name: &str) -> Result<(), InvalidName> {
    let reason = match name.chars().next() {
        None => Reason::Empty,
        Some(first) if !first.is_ascii_alphabetic() => Reason::Start(first),
        Some(_) if name.len() > MAX_LEN => Reason::Long(name.len()),
        Some(_) => match name.chars().find(|&c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
            Some(other) => Reason::Character(other),
            None => return Ok(()),
        },
    };
    Err(InvalidName(reason))
}

/// The error of a string that is no valid name. Its message has the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidName(Reason);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Empty,
    Start(char),
    Character(char),
    Long(usize),
}

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::Empty => f.write_str("a toggle name cannot be empty"),
            Reason::Start(c) => write!(f, "a toggle name starts with an ASCII letter, not with {c:?}"),
            Reason::Character(c) => {
                write!(f, "a toggle name is made of ASCII letters, digits, `-`, `_` and `.`; {c:?} is none of them")
            }
            Reason::Long(len) => write!(f, "a toggle name has at most {MAX_LEN} bytes; this one has {len}"),
        }
    }
}

impl Error for InvalidName {}

/// Returns the environment variable that sets the toggle `name`: `TOGGLE_` and the upper-case name with `_` for `-` and
/// `.`.
///
/// ```
/// assert_eq!(toggle_syntax::name::variable("new-checkout"), "TOGGLE_NEW_CHECKOUT");
/// ```
pub fn variable(name: &str) -> String {
    VARIABLE_PREFIX.chars().chain(variable_tail(name).map(char::from)).collect()
}

/// The prefix of the variables that pin toggles at build time. Such a variable sets no toggle at run time.
pub const PIN_PREFIX: &str = "TOGGLE_PIN_";

/// Returns the environment variable that pins the toggle `name` at build time.
///
/// ```
/// assert_eq!(toggle_syntax::name::pin_variable("new-checkout"), "TOGGLE_PIN_NEW_CHECKOUT");
/// ```
pub fn pin_variable(name: &str) -> String {
    PIN_PREFIX.chars().chain(variable_tail(name).map(char::from)).collect()
}

/// Returns the bytes after the [prefix](VARIABLE_PREFIX) in the environment variable of the toggle `name`. Names with
/// equal bytes share their variable.
pub fn variable_tail(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| match byte {
        b'-' | b'.' => b'_',
        byte => byte.to_ascii_uppercase(),
    })
}

/// Returns the kebab-case of an identifier, which is the name of a variant in configurations: `VectorSearch` becomes
/// `vector-search`.
///
/// The rule is that of the crate [`heck`](https://docs.rs/heck), and therefore that of clap's value enums. A word
/// starts at an upper-case letter after a lower-case one, and at the last of several upper-case ones before a
/// lower-case one. A digit has the case of the letter before it. Underscores end words as well.
///
/// ```
/// # use toggle_syntax::name::kebab_case;
/// assert_eq!(kebab_case("Bm25"), "bm25");
/// assert_eq!(kebab_case("HTTPServer"), "http-server");
/// ```
pub fn kebab_case(identifier: &str) -> String {
    #[derive(PartialEq)]
    enum Case {
        Neither,
        Lower,
        Upper,
    }
    let mut kebab = String::with_capacity(identifier.len() + 4);
    let (mut last, mut ended) = (Case::Neither, false);
    let mut chars = identifier.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '_' {
            (last, ended) = (Case::Neither, true);
            continue;
        }
        let before_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        ended |= c.is_uppercase() && (last == Case::Lower || last == Case::Upper && before_lower);
        if ended && !kebab.is_empty() {
            kebab.push('-');
        }
        ended = false;
        kebab.extend(c.to_lowercase());
        if c.is_uppercase() {
            last = Case::Upper;
        } else if c.is_lowercase() {
            last = Case::Lower;
        }
    }
    kebab
}

/// Returns the candidate that `wanted` most likely misspells, if one is close enough.
///
/// Closeness is the Damerau-Levenshtein distance, which counts a swap of neighbours as one mistake. As in `cargo` and
/// `rustc`, a third of the longer word may be wrong. Differences that only affect the [appearance](difference) do not
/// count: another case, `_` in place of `-`, letters of another script, invisible characters. Among equally close
/// candidates the first one wins.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(wanted, &mut candidates.into_iter())
}

/// Implements [`nearest`]. It takes a trait object, so that callers with iterators of many types share one instance.
fn nearest_of<'a>(wanted: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > 4 * MAX_LEN {
        return None;
    }
    let look_of_wanted = look(wanted);
    let mut best: Option<((usize, usize), &str)> = None;
    for candidate in candidates {
        if candidate == wanted {
            return Some(candidate);
        }
        let look = look(candidate);
        let allowed = look_of_wanted.len().max(look.len()) / 3;
        let allowed = best.map_or(allowed, |((least, _), _)| allowed.min(least));
        if look_of_wanted.len().abs_diff(look.len()) > allowed {
            continue;
        }
        let apart = distance(&look_of_wanted, &look);
        if apart <= allowed {
            let apart = (apart, distance(wanted, candidate));
            if best.is_none_or(|(least, _)| apart < least) {
                best = Some((apart, candidate));
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the nearest environment variable, like [`nearest`], but ignores the common prefix.
pub fn nearest_variable<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_variable_of(wanted, &mut candidates.into_iter())
}

fn nearest_variable_of<'a>(wanted: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let prefix = [PIN_PREFIX, VARIABLE_PREFIX].into_iter().find(|prefix| starts_with(wanted, prefix))?;
    let tail = &wanted[prefix.len()..];
    let tails = candidates.filter_map(|candidate| Some((candidate, candidate.strip_prefix(prefix)?)));
    let tails: Vec<(&str, &str)> = tails.collect();
    let found = nearest(tail, tails.iter().map(|(_, tail)| *tail))?;
    tails.into_iter().find(|(_, tail)| *tail == found).map(|(candidate, _)| candidate)
}

/// Returns the part after the [prefix](VARIABLE_PREFIX) of a variable, in either case.
pub fn without_variable_prefix(variable: &str) -> Option<&str> {
    starts_with(variable, VARIABLE_PREFIX).then(|| &variable[VARIABLE_PREFIX.len()..])
}

/// Returns whether a variable starts with this prefix, in either case.
fn starts_with(variable: &str, prefix: &str) -> bool {
    variable.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Returns the environment that `wanted` most likely means, if one is close enough: [almost](nearest) the same word, or
/// an abbreviation of the other, such as `prod` and `prd` of `production`.
///
/// Environments of a series are no mistakes for each other: `eu-west-1` and `eu-west-2`, `staging` and `staging-2`,
/// `prod` and `pre-prod`.
pub fn nearest_stage<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let look_of_wanted = look(wanted);
    let is_of_series = |candidate: &&str| are_of_a_series(&look_of_wanted, &look(candidate));
    let candidates: Vec<&str> = candidates.into_iter().filter(|candidate| !is_of_series(candidate)).collect();
    let is_short = |candidate: &&&str| are_short_for_each_other(&look_of_wanted, &look(candidate));
    nearest(wanted, candidates.iter().copied()).or_else(|| candidates.iter().find(is_short).copied())
}

/// Returns whether two different words differ only in their numbers, or in a part before or after a common word.
fn are_of_a_series(one: &str, other: &str) -> bool {
    let is_number = |character: char| character.is_ascii_digit();
    let without_numbers = |word: &str| word.replace(is_number, "");
    let has_number = one.contains(is_number) || other.contains(is_number);
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let has_part = |rest: Option<&str>, is_at: fn(&str) -> bool| rest.is_some_and(is_at);
    one != other
        && (has_number && without_numbers(one) == without_numbers(other)
            || !short.is_empty() && has_part(long.strip_prefix(short), |rest| rest.starts_with(['-', '.']))
            || !short.is_empty() && long.ends_with(short))
}

/// Returns whether one of the words abbreviates the other: by its beginning, or by its first letter and later letters
/// in order.
fn are_short_for_each_other(one: &str, other: &str) -> bool {
    /// The least length of an abbreviation that is no beginning.
    const LETTERS: usize = 3;
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let common = short.bytes().zip(long.bytes()).take_while(|(one, other)| one == other).count();
    let mut letters = long.chars();
    let is_within = short.chars().all(|letter| letters.any(|other| other == letter));
    match short.len() {
        0 | 1 => false,
        length if length < LETTERS => common == length,
        length => common >= LETTERS && 4 * common >= 3 * length || common > 0 && is_within,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepted(name: &str) {
        assert_eq!(check(name), Ok(()));
    }

    #[track_caller]
    fn refused(name: &str, because: &str) {
        let message = check(name).expect_err("the name is invalid").to_string();
        assert!(message.contains(because), "{message}");
    }

    #[test]
    fn letters_digits_and_three_marks_make_a_name() {
        accepted("new-checkout");
        accepted("A");
        accepted("search_v2.ranking-2026");
        accepted(&"a".repeat(MAX_LEN));
    }

    #[test]
    fn each_broken_rule_is_named() {
        refused("", "cannot be empty");
        refused("2nd-try", "starts with an ASCII letter, not with '2'");
        refused("-x", "not with '-'");
        refused("été", "not with 'é'");
        refused("new checkout", "' ' is none of them");
        refused("a=b", "'=' is none of them");
        refused("naïve", "'ï' is none of them");
        refused(&"a".repeat(MAX_LEN + 1), "at most 120 bytes; this one has 121");
    }

    #[test]
    fn marks_become_underscores_in_the_variable() {
        assert_eq!(variable("search_v2.ranking-x"), "TOGGLE_SEARCH_V2_RANKING_X");
    }

    #[track_caller]
    fn kebab(identifier: &str, expected: &str) {
        assert_eq!(kebab_case(identifier), expected);
    }

    #[test]
    fn kebab_case_is_that_of_heck() {
        kebab("Neural", "neural");
        kebab("VectorSearch", "vector-search");
        kebab("Bm25", "bm25");
        kebab("Bm25Okapi", "bm25-okapi");
        kebab("V2Beta", "v2-beta");
        kebab("HTTPServer", "http-server");
        kebab("XMLHttp2Request", "xml-http2-request");
        kebab("HTTP2", "http2");
        kebab("ABcD", "a-bc-d");
        kebab("SCREAMING_SNAKE", "screaming-snake");
        kebab("_snake__case_", "snake-case");
        kebab("with_2Bits", "with-2bits");
        kebab("A", "a");
        kebab("ÄnderungÖ", "änderung-ö");
        kebab("_", "");
    }

    #[track_caller]
    fn suggests(wanted: &str, expected: Option<&str>) {
        assert_eq!(nearest(wanted, ["new-checkout", "beta-search", "x"]), expected);
    }

    #[test]
    fn a_slip_of_the_keyboard_finds_its_name() {
        suggests("new-chekout", Some("new-checkout"));
        suggests("new-chekcout", Some("new-checkout"));
        suggests("new_checkout", Some("new-checkout"));
        suggests("beta-serch", Some("beta-search"));
        suggests("new-checkout", Some("new-checkout"));
    }

    #[test]
    fn name_that_looks_the_same_is_nearest() {
        for wanted in [
            "NEW-CHECKOUT",
            "NEW_CHECKOUT",
            "New.Checkout",
            "new\u{2011}checkout",
            "nеw-checkout",
            "new-checkout\u{200b}",
        ] {
            suggests(wanted, Some("new-checkout"));
        }
        suggests("NEW_CHEKOUT", Some("new-checkout"));
        assert_eq!(nearest("A_B", ["a.b", "a_b", "a-b"]), Some("a_b"));
    }

    #[test]
    fn variables_are_compared_without_their_prefix() {
        let nearest = |wanted| nearest_variable(wanted, ["TOGGLE_A", "TOGGLE_MAIL", "TOGGLE_FILE", "TOGGLE_PIN_MAIL"]);
        assert_eq!(nearest("TOGGLE_ENV"), None);
        assert_eq!(nearest("TOGGLE_B"), None);
        assert_eq!(nearest("TOGGLE_MIAL"), Some("TOGGLE_MAIL"));
        assert_eq!(nearest("toggle_file"), Some("TOGGLE_FILE"));
        assert_eq!(nearest("TOGGLE_PIN_MIAL"), Some("TOGGLE_PIN_MAIL"));
        assert_eq!(nearest("MAIL"), None);
    }

    #[test]
    fn stages_are_near_by_case_beginning_and_letters() {
        let stages = ["production", "staging", "development", "qa"];
        for (wanted, expected) in [
            ("PRODUCTION", Some("production")),
            ("prod", Some("production")),
            ("prd", Some("production")),
            ("prodution", Some("production")),
            ("production-eu", None),
            ("pre-production", None),
            ("stage", Some("staging")),
            ("stg", Some("staging")),
            ("dev", Some("development")),
            ("DEV", Some("development")),
            ("QA", Some("qa")),
            ("qa-2", None),
            ("qa2", None),
            ("test", None),
            ("local", None),
            ("p", None),
            ("", None),
        ] {
            assert_eq!(nearest_stage(wanted, stages), expected, "{wanted}");
        }
        assert_eq!(nearest_stage("production", ["prod"]), Some("prod"));
        for (wanted, other) in [
            ("preprod", "prod"),
            ("eu-west-2", "eu-west-1"),
            ("staging-2", "staging"),
            ("prod", "prod-eu"),
            ("qa2", "qa1"),
        ] {
            assert_eq!(nearest_stage(wanted, [other]), None, "{wanted}");
        }
    }

    #[test]
    fn a_different_word_finds_nothing() {
        suggests("payments", None);
        suggests("", None);
        suggests(&"x".repeat(100_000), None);
    }

    #[test]
    fn the_closest_wins_and_ties_go_to_the_first() {
        assert_eq!(nearest("search-v1", ["search-v22", "search-v2", "search-v3"]), Some("search-v2"));
    }
}
