//! The reason why a text is not edited, with its place.

use std::fmt;

use toml_edit::Document;

use super::fault;

/// The reason why a text is not edited. It displays as `line:column: reason`; both numbers start at 1, and the column
/// is in characters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    line: usize,
    column: usize,
    reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

/// Parses a text.
///
/// # Errors
///
/// If it is not TOML, or is too large for a program.
pub(super) fn parse(body: &str) -> Result<Document<&str>, Refusal> {
    if let Some((at, reason)) = toggle_runtime::__admin::too_much(body) {
        return Err(refuse(body, at, reason));
    }
    Document::parse(body).map_err(|error| {
        let (at, reason) = fault::of(body, &error);
        refuse(body, at, reason)
    })
}

/// Returns the refusal at a byte offset.
pub(super) fn refuse(body: &str, at: usize, reason: String) -> Refusal {
    let (line, column) = position(body, at);
    Refusal { line, column, reason }
}

/// Returns the line and the column of a byte offset. Both start at 1, and the column is in characters.
pub(super) fn position(body: &str, at: usize) -> (usize, usize) {
    let at = (0..=at.min(body.len())).rev().find(|&at| body.is_char_boundary(at)).unwrap_or(0);
    let line = body[..at].matches('\n').count() + 1;
    let column = body[..at].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}
