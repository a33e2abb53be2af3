//! Text that others have written: a binary, a saved list, a configuration. It is printed, so it must not do more than
//! that: give a terminal orders, or start a line that looks like one of ours, which a CI system may take for an order.

/// Takes out what would do something to a terminal or change the order of letters, and line ends.
pub fn line(text: &mut String) {
    replace(text, is_harmful);
}

/// As [`line()`], but the text may have several.
pub fn paragraphs(text: &mut String) {
    replace(text, |letter| is_harmful(letter) && letter != '\n');
}

/// As [`line()`], of a text that stays what it is.
pub fn shown(text: &str) -> String {
    let mut text = text.to_owned();
    line(&mut text);
    text
}

/// Text that no spreadsheet takes for a formula ([CSV injection]): an apostrophe stands before what would make it one. A cell
/// starts where the text does, and after each semicolon, for that is what divides cells where a comma is in numbers.
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
        // Quotes are around a cell.
        is_start = letter == ';' || is_start && letter == '"';
    }
    cell
}

/// The same JSON, in which such letters are escaped. Nowhere but in texts does it have any.
pub fn json(json: String) -> String {
    if !json.contains(|letter| is_harmful(letter) && letter != '\n') {
        return json;
    }
    let escaped = |letter: char| match letter {
        '\n' => "\n".to_owned(),
        letter if is_harmful(letter) => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.to_string(),
    };
    json.chars().map(escaped).collect()
}

fn replace(text: &mut String, is_harmful: impl Fn(char) -> bool + Copy) {
    if text.contains(is_harmful) {
        *text = text.replace(is_harmful, "\u{fffd}");
    }
}

/// Control characters, those that separate lines, and those that set the direction of the text around them (`Bidi_Control`).
fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_something_is_taken_out() {
        for harmful in "\0\t\n\r\x1b\x7f\u{9b}\u{61c}\u{200e}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}".chars() {
            assert_eq!(shown(&format!("a{harmful}b")), "a\u{fffd}b", "{harmful:?}");
        }
        assert_eq!(shown("Überprüfung 日本 \u{200d}"), "Überprüfung 日本 \u{200d}");
    }

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
    fn json_says_the_same() {
        let text = "a\u{7f}\u{9b}\u{2028}\u{202e}\n\r\u{1b}é";
        let escaped = json(serde_json::to_string_pretty(&[text]).expect("it is text"));
        assert_eq!(escaped, "[\n  \"a\\u007f\\u009b\\u2028\\u202e\\n\\r\\u001bé\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).expect("it is JSON"), [text]);
    }

    #[test]
    fn paragraphs_have_line_ends() {
        let mut text = "a\n\nb\r\x1b[2J".to_owned();
        paragraphs(&mut text);
        assert_eq!(text, "a\n\nb\u{fffd}\u{fffd}[2J");
    }
}
