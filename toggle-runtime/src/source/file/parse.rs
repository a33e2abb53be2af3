use std::{borrow::Cow, fmt, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::source::States;

/// The states that a file's text sets. `shown` is what messages call the file.
pub(super) fn states(text: &str, shown: &str) -> Result<States, ParseError> {
    let lines = Lines::of(text, shown);
    let table = DeTable::parse(text).map_err(|error| {
        let (line, column) = lines.position(&error.span().unwrap_or_default());
        ParseError { line, column, message: error.message().trim_end_matches('.').to_owned() }
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_unstable_by_key(|(name, _)| name.span().start);
    let mut states = States::new();
    for (name, value) in entries {
        entry(&mut states, name, value, &lines);
    }
    Ok(states)
}

fn entry(states: &mut States, name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>, lines: &Lines<'_>) {
    let place = lines.place(&name.span());
    let found = match value.get_ref() {
        DeValue::Boolean(on) => return states.set(name.get_ref().as_ref(), *on, place),
        DeValue::String(word) => return states.set_text(name.get_ref().as_ref(), word, place),
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table (a toggle name with a dot in it needs quotes)",
    };
    let message = format!("expected `true` or `false`, found {found}");
    states.set_invalid(name.get_ref().as_ref(), message, place);
}

/// The text is not TOML.
#[derive(Debug)]
pub(crate) struct ParseError {
    line: usize,
    column: usize,
    message: String,
}

impl ParseError {
    /// The line and the column, both from 1, the column in characters.
    pub(crate) fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Where the lines of a text start.
struct Lines<'t> {
    text: &'t str,
    shown: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str, shown: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, shown, starts }
    }

    /// `file:line:column`.
    fn place(&self, span: &Range<usize>) -> String {
        let (line, column) = self.position(span);
        format!("{}:{line}:{column}", self.shown)
    }

    /// The line and the column, both from 1, the column in characters.
    fn position(&self, span: &Range<usize>) -> (usize, usize) {
        let end = span.start.min(self.text.len());
        let at = (0..=end).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let line = self.starts.partition_point(|&start| start <= at);
        let start = self.starts[line - 1];
        (line, self.text[start..at].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line for each setting, in the order of the file.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let (settings, _) = states(text, "t.toml").expect("the text is TOML").into_parts();
        let lines: Vec<String> = settings
            .iter()
            .map(|setting| match &setting.value {
                Ok(value) => format!("{} {}={value}", setting.place, setting.name),
                Err(message) => format!("{} {}: {message}", setting.place, setting.name),
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[track_caller]
    fn refused(text: &str, line: usize, column: usize) {
        let error = states(text, "t.toml").expect_err("the text is not TOML").to_string();
        assert!(error.starts_with(&format!("line {line}, column {column}: ")), "{error}");
        assert!(!error.ends_with('.') && !error.contains('\n'), "{error}");
    }

    #[test]
    fn plain_states() {
        check("b = true\na = false # dark", &["t.toml:1:1 b=on", "t.toml:2:1 a=off"]);
        check("a = \"on\"\n  b = 'off'", &["t.toml:1:1 a=on", "t.toml:2:3 b=off"]);
        check("# nothing is set", &[]);
        check("\"search.v2\" = true\r\n", &["t.toml:1:1 search.v2=on"]);
    }

    #[test]
    fn columns_count_characters() {
        check("\"é\".x = 1", &[&format!("t.toml:1:1 é: {TABLE}")]);
        refused("\"é\" = tru", 1, 7);
    }

    #[test]
    fn a_wrong_type_is_an_error_of_its_entry() {
        check(
            "a = 1\nb = true\nc = \"maybe\"",
            &[
                "t.toml:1:1 a: expected `true` or `false`, found an integer",
                "t.toml:2:1 b=on",
                "t.toml:3:1 c: expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`), found `maybe`",
            ],
        );
        check("search.v2 = true", &[&format!("t.toml:1:1 search: {TABLE}")]);
        check("[a]\nx = 1", &[&format!("t.toml:1:2 a: {TABLE}")]);
    }

    const TABLE: &str = "expected `true` or `false`, found a table (a toggle name with a dot in it needs quotes)";

    #[test]
    fn what_is_not_toml_is_an_error_of_the_file() {
        refused("a = true\nb = ture\n", 2, 5);
        refused("a = true\na = false\n", 2, 1);
        refused("a = ", 1, 5);
        refused("\0", 1, 2);
        refused(&"[".repeat(100_000), 1, 3);
        refused(&format!("a = {}", "[".repeat(100_000)), 1, 85);
    }
}
