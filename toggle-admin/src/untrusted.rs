//! Escapes for text from others: a binary, a saved list, a configuration. Such text must not control a terminal, nor
//! start a line that a CI system takes for a command. [`toggle_syntax::shown`] documents the escaped characters. This
//! module adds the escapes of formats that other programs read.

use std::fmt::Write as _;

use toggle_syntax::shown::{Escaper, escaped};

/// Returns the text on one line, with all control sequences escaped.
pub fn shown(text: &str) -> String {
    escaped(text).into_owned()
}

/// Returns text that no spreadsheet takes for a formula ([CSV injection]): an apostrophe precedes each character that
/// would start one. A cell starts with the text and after each semicolon, since a semicolon divides cells in locales
/// with a decimal comma.
///
/// [CSV injection]: https://owasp.org/www-community/attacks/CSV_Injection
pub fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut is_start = true;
    for letter in text.chars() {
        if is_start && matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') {
            cell.push('\'');
        }
        cell.push(letter);
        // A cell may stand in quotes.
        is_start = letter == ';' || is_start && letter == '"';
    }
    cell
}

/// Returns the same JSON with unsafe characters as JSON escapes. JSON has such characters only inside strings.
pub fn json(json: &str) -> String {
    let mut escaper = Escaper::default();
    let mut harmless = String::with_capacity(json.len());
    let mut written = 0;
    for (at, letter) in json.char_indices() {
        if !escaper.escapes(letter) || letter == '\n' {
            continue;
        }
        harmless.push_str(&json[written..at]);
        written = at + letter.len_utf8();
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(harmless, "\\u{unit:04x}");
        }
    }
    harmless.push_str(&json[written..]);
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("a;=1;\"=2\"", "a;'=1;\"'=2\""),
            ("\"=1", "\"'=1"),
            ("me@example.com", "me@example.com"),
            ("a-b = c", "a-b = c"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn escaped_json_has_the_same_value() {
        let text = "a\u{7f}\u{9b}\u{2028}\u{202e}\u{e0041}\n\r\u{1b}é ##[error]";
        let escaped = json(&serde_json::to_string_pretty(&[text]).expect("it is text"));
        let expected = r"a\u007f\u009b\u2028\u202e\udb40\udc41\n\r\u001bé ##\u005berror]";
        assert_eq!(escaped, format!("[\n  \"{expected}\"\n]"));
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).expect("it is JSON"), [text]);
    }
}
