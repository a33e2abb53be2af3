//! The rules for Rust files. Each returns the places that break it.

use crate::{COLUMNS, Files, NAME, begins_with_bad_word};

/// Finds comment lines that begin with a word such as "What" or "Of". Items of lists count, too.
#[must_use]
pub fn begins_badly(files: &Files) -> Vec<String> {
    files.lines().filter(|(_, line)| comment(line).is_some_and(begins_with_bad_word)).map(|(place, _)| place).collect()
}

/// Finds comment lines with more than [`COLUMNS`] columns.
#[must_use]
pub fn long_comments(files: &Files) -> Vec<String> {
    let is_long = |line: &str| comment(line).is_some() && line.chars().count() > COLUMNS;
    files.lines().filter(|(_, line)| is_long(line)).map(|(place, _)| place).collect()
}

/// Finds files without a `//!` that says what they hold.
#[must_use]
pub fn without_head(files: &Files) -> Vec<String> {
    let has_head = |text: &str| text.lines().any(|line| line.starts_with("//!") || line.starts_with("#![doc"));
    files.iter().filter(|(_, text)| !has_head(text)).map(|(path, _)| path.display().to_string()).collect()
}

/// Finds tests whose name has more than [`NAME`] characters.
#[must_use]
pub fn long_test_names(files: &Files) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for (place, line) in files.lines() {
        let line = line.trim_start();
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| !line.starts_with("//")) {
            let name =
                rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap_or_default();
            if std::mem::take(&mut is_test) && name.chars().count() > NAME {
                found.push(format!("{place}: {name}"));
            }
        }
    }
    found
}

/// Returns the text of a line that is a comment, without the marks of lists.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    let text = text.strip_prefix(['/', '!']).unwrap_or(text).trim_start();
    Some(text.strip_prefix("* ").or_else(|| text.strip_prefix("- ")).unwrap_or(text).trim_start())
}
