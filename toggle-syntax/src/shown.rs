//! Safe display of untrusted text in a terminal, a log, or the output of a CI system.
//!
//! Displaying such a text must have no side effects. These characters are escaped, as `\n` or `\u{1b}`:
//!
//! * control characters (C0, DEL and C1), which could control a terminal or start a line;
//! * characters that reverse the text around them (`Bidi_Control`), separate lines or are invisible;
//! * the `[` of `##[` and `##word[`, which CI systems recognize as a command anywhere in a line.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

/// A state machine that decides for each character of a text whether it is escaped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Escaper {
    before: Option<char>,
    order: Order,
}

/// The part of a CI command that the text ends with so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Nothing,
    /// `#`.
    Hash,
    /// `##`, with an optional word.
    Word,
}

impl Escaper {
    /// Returns whether the next character of the text must be escaped.
    pub fn escapes(&mut self, letter: char) -> bool {
        let (before, order) = (self.before, self.order);
        self.before = Some(letter);
        self.order = match (order, letter) {
            (Order::Nothing, '#') => Order::Hash,
            (Order::Hash | Order::Word, '#') => Order::Word,
            (Order::Word, letter) if letter.is_ascii_alphanumeric() => Order::Word,
            _ => Order::Nothing,
        };
        // The fast path: most characters are visible ASCII.
        if matches!(letter, ' '..='~') {
            return order == Order::Word && letter == '[';
        }
        letter.is_control()
            || matches!(letter, '\u{2028}' | '\u{2029}')
            || is_invisible(letter) && !(is_joiner(letter) && before.is_some_and(may_be_joined))
    }
}

/// Returns whether a character is invisible without being white space. Some of these reverse the text around them.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a character joins two others, or selects the form of the previous one.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns whether a joiner after this character may belong to the spelling of a word or an emoji.
fn may_be_joined(letter: char) -> bool {
    !letter.is_ascii() && !letter.is_whitespace() && (!is_invisible(letter) || letter == '\u{fe0f}')
}

/// A writer that escapes unsafe characters, and passes the rest to another writer.
#[derive(Debug)]
pub struct Escaping<W> {
    to: W,
    escaper: Escaper,
}

impl<W: Write> Escaping<W> {
    /// Returns a writer at the start of a text.
    pub fn new(to: W) -> Self {
        Self { to, escaper: Escaper::default() }
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut written = 0;
        for (at, letter) in text.char_indices() {
            if self.escaper.escapes(letter) {
                self.to.write_str(&text[written..at])?;
                write_escape(&mut self.to, letter)?;
                written = at + letter.len_utf8();
            }
        }
        self.to.write_str(&text[written..])
    }
}

/// Writes the escape of a character in the syntax of a Rust literal.
///
/// # Errors
///
/// If the other writer fails.
pub fn write_escape(to: &mut impl Write, letter: char) -> fmt::Result {
    match letter {
        '\n' => to.write_str("\\n"),
        '\r' => to.write_str("\\r"),
        '\t' => to.write_str("\\t"),
        letter => write!(to, "{}", letter.escape_unicode()),
    }
}

/// Returns a text with unsafe characters escaped. The function is idempotent.
///
/// ```
/// # use toggle_syntax::shown::escaped;
/// assert_eq!(escaped("mail\u{1b}[2J\n::error::"), r"mail\u{1b}[2J\n::error::");
/// assert_eq!(escaped("##vso[task.complete]"), r"##vso\u{5b}task.complete]");
/// assert_eq!(escaped("Überprüfung 日本"), "Überprüfung 日本");
/// ```
pub fn escaped(text: &str) -> Cow<'_, str> {
    let mut escaper = Escaper::default();
    if !text.chars().any(|letter| escaper.escapes(letter)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let _ = Escaping::new(&mut escaped).write_str(text);
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
        assert_eq!(escaped(expected), expected);
    }

    #[test]
    fn control_characters_are_escaped() {
        check("a\0\t\n\r\x1b[0m\x07\x7fb", r"a\u{0}\t\n\r\u{1b}[0m\u{7}\u{7f}b");
        check("\u{80}\u{9b}2J\u{9d}0;x\u{9c}", r"\u{80}\u{9b}2J\u{9d}0;x\u{9c}");
    }

    #[test]
    fn unseen_characters_are_escaped() {
        for letter in
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}\u{200b}\u{2060}\u{feff}\u{ad}\
                       \u{e0001}\u{e0041}\u{e0100}\u{fff9}\u{200d}\u{fe0f}\u{200c}"
                .chars()
        {
            check(&format!("a{letter}b"), &format!("a\\u{{{:x}}}b", u32::from(letter)));
        }
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in [
            "Überprüfung 日本 \u{3000}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}💻 ❤\u{fe0f}",
            "❤\u{fe0f}\u{200d}🔥",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn joiners_that_join_nothing_are_escaped() {
        check("日\u{200d}\u{200d}", "日\u{200d}\\u{200d}");
        check("\u{200d}", r"\u{200d}");
    }

    #[test]
    fn orders_to_a_ci_system_are_broken() {
        check("x ##[stop-commands]y", r"x ##\u{5b}stop-commands]y");
        check("###vso[a]", r"###vso\u{5b}a]");
        check("##teamcity[a]", r"##teamcity\u{5b}a]");
        check("#[allow] ## a[0] #a[1]", "#[allow] ## a[0] #a[1]");
    }

    #[test]
    fn order_in_two_parts_is_broken() -> fmt::Result {
        let mut text = String::new();
        let mut escaping = Escaping::new(&mut text);
        for part in ["#", "#v", "so[a]"] {
            escaping.write_str(part)?;
        }
        assert_eq!(text, r"##vso\u{5b}a]");
        Ok(())
    }
}
