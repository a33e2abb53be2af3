//! Tests of truncation.

use std::cell::Cell;

use super::*;

fn debug(value: &dyn Debug) -> String {
    let mut text = String::new();
    shown(value, &mut text);
    text
}

/// A value that writes its string endlessly, and counts the writes.
struct Endless(&'static str, Cell<usize>);

impl Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            self.1.set(self.1.get() + 1);
            f.write_str(self.0)?;
        }
    }
}

#[track_caller]
fn check_cut(text: &str, kept: usize) {
    assert_eq!(cut(text), format!("{}…", &text[..kept]));
}

#[test]
fn a_text_is_cut_between_two_characters() {
    assert_eq!(cut(""), "");
    assert_eq!(cut(&"a".repeat(LIMIT)), "a".repeat(LIMIT));
    check_cut(&"a".repeat(LIMIT + 1), LIMIT);
    check_cut(&"ä".repeat(LIMIT), LIMIT);
    check_cut(&format!("a{}", "ä".repeat(LIMIT)), LIMIT - 1);
    check_cut(&format!("ab{}", "🦀".repeat(LIMIT)), LIMIT - 2);
    check_cut(&format!("abc{}", "🦀".repeat(LIMIT)), LIMIT - 1);
}

#[test]
fn a_value_is_shown_by_its_debug() {
    assert_eq!(debug(&Some("text")), r#"Some("text")"#);
    assert_eq!(debug(&vec![(); 1000]).len(), LIMIT + '…'.len_utf8());
}

#[test]
fn a_debug_without_end_is_stopped() {
    let endless = Endless("123", Cell::new(0));
    assert_eq!(debug(&endless), format!("{}1…", "123".repeat(LIMIT / 3)));
    assert_eq!(endless.1.get(), LIMIT / 3 + 1);
}

struct Refuses;

impl Debug for Refuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("so far")?;
        Err(fmt::Error)
    }
}

#[test]
fn failing_debug_is_shown_up_to_its_failure() {
    assert_eq!(debug(&Refuses), "so far…");
}

/// A value whose `Debug` ignores errors of the writer.
struct Stubborn(&'static [&'static str]);

impl Debug for Stubborn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for text in self.0.iter().cycle().take(LIMIT) {
            let _ = f.write_str(text);
        }
        Ok(())
    }
}

#[test]
fn a_debug_that_goes_on_regardless_is_cut() {
    assert_eq!(debug(&Stubborn(&["12345"])), format!("{}1234…", "12345".repeat(LIMIT / 5)));
    // There is room for the digit after the crab that does not fit, but writing it would skip the crab.
    assert_eq!(debug(&Stubborn(&["🦀🦀", "1"])), format!("{}🦀…", "🦀🦀1".repeat(LIMIT / 9)));
}
