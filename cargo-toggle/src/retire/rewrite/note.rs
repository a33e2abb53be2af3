//! Notes for people about an edit, or about a place that was not edited.

use serde::Serialize;

/// The certainty of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The edit is made, and somebody should look at it.
    Maybe,
    /// The place was left as it is. A person has to change it.
    Person,
}

/// A note about a line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The certainty of the edit.
    pub level: Level,
    /// The line in the old text, from 1.
    pub line: usize,
    /// The reason, and for a person the thing to do.
    pub text: String,
}
