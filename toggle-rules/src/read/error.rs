//! The error of a configuration that cannot be parsed.

use std::fmt;

use toml_spanner::{ErrorKind, Span};

use super::{lines::Lines, size};
use crate::{short::short, spanned::Position};

/// The error of a text that is not TOML or exceeds a limit.
#[derive(Debug)]
pub struct ParseError {
    at: Option<Position>,
    message: String,
    is_duplicate: bool,
}

impl ParseError {
    pub(super) fn new(error: &toml_spanner::Error, text: &str) -> Self {
        let message = match error.kind() {
            ErrorKind::UnexpectedEof => "expected a value, found the end of the text".to_owned(),
            // The parser uses this kind for nothing else.
            ErrorKind::OutOfRange { .. } => size::too_deep(),
            ErrorKind::DuplicateKey { first } => twice(text, "", error.span(), first),
            ErrorKind::DuplicateTable { name, first } => twice(text, "the table ", name, first),
            _ => error.message(text),
        };
        let is_duplicate = matches!(error.kind(), ErrorKind::DuplicateKey { .. } | ErrorKind::DuplicateTable { .. });
        Self { is_duplicate, ..Self::at(Lines::of(text).position(error.span()), message) }
    }

    /// Returns an error without a position.
    pub(super) fn of_text(message: String) -> Self {
        Self { at: None, message, is_duplicate: false }
    }

    pub(super) fn at(at: Position, message: String) -> Self {
        Self { at: Some(at), message, is_duplicate: false }
    }

    /// Returns the message without the position.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns whether the mistake is a duplicate key or table.
    pub fn is_duplicate(&self) -> bool {
        self.is_duplicate
    }

    /// Returns the position of the mistake, or `None` if it concerns the whole text.
    pub fn position(&self) -> Option<Position> {
        self.at
    }
}

/// Formats the mistake of a duplicate key.
fn twice(text: &str, what: &str, key: Span, first: Span) -> String {
    let lines = Lines::of(text);
    let Position { line, .. } = lines.position(first);
    format!("{what}`{}` is set twice (first in line {line})", short(lines.text_at(key)))
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.at {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}
