//! The place of a problem: structured data in Rust, one string in messages and JSON.

use std::{
    fmt::{self, Write},
    hash::{Hash, Hasher},
    panic::Location,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toggle_rules::Position;
use toggle_syntax::{record, shown::Escaping};

use crate::model::place::Place;

#[cfg(test)]
mod tests;

/// The place of a [`Problem`](crate::Problem).
///
/// `Display` prints a text such as `toggles.toml:3:1` and [escapes](crate#texts-of-others) control characters and other
/// characters that affect a terminal. JSON has the same text without escapes. A place that is read from JSON is
/// [`Words`](Self::Words). Two places are equal if their texts are equal.
///
/// ```
/// use toggle_runtime::ProblemPlace;
///
/// let place = ProblemPlace::Variable("TOGGLES".to_owned());
/// assert_eq!(place, "TOGGLES");
/// assert_eq!(place, ProblemPlace::Words("TOGGLES".to_owned()));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProblemPlace {
    /// A file or another text of a source, or a position in it.
    #[non_exhaustive]
    File {
        /// The name of the file or text in messages.
        file: String,
        /// The line number, from 1, or `None` for the whole file.
        line: Option<u32>,
        /// The column in characters, from 1.
        column: Option<u32>,
    },
    /// A variable of the environment.
    Variable(String),
    /// A whole source, by its name.
    Source(String),
    /// The code that checks a toggle, declares it, or sets it in a scope. For a call that sets it, only the position is
    /// known.
    Code(Box<Place>),
    /// A place in words, such as the argument of [`States::set`](crate::States::set) in a [`Source`](crate::Source).
    Words(String),
}

impl ProblemPlace {
    /// Makes the place of a position in a file, or of the whole file.
    pub(crate) fn in_file(file: &str, at: Option<Position>) -> Self {
        Self::File { file: file.to_owned(), line: at.map(|at| at.line), column: at.map(|at| at.column) }
    }

    /// Makes the place of a declaration or a check.
    pub(crate) fn of_code(place: &record::Place<'_>) -> Self {
        Self::Code(Box::new(Place::from(place)))
    }

    /// Makes the place of a call, of which only the position is known.
    pub(crate) fn of_call(at: &Location<'_>) -> Self {
        Self::Code(Box::new(Place {
            package: String::new(),
            version: String::new(),
            module: String::new(),
            item: String::new(),
            file: at.file().to_owned(),
            line: at.line(),
            column: at.column(),
        }))
    }

    /// Returns the text of the place without escapes.
    pub(crate) fn exact(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` never fails.
        let _ = self.write(&mut text);
        text
    }

    /// Writes the text of the place without escapes.
    pub(super) fn write(&self, f: &mut impl Write) -> fmt::Result {
        match self {
            Self::File { file, line, column } => {
                f.write_str(file)?;
                [line, column].into_iter().flatten().try_for_each(|number| write!(f, ":{number}"))
            }
            Self::Variable(text) | Self::Source(text) | Self::Words(text) => f.write_str(text),
            Self::Code(place) => write!(f, "{place}"),
        }
    }
}

impl fmt::Display for ProblemPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(&mut Escaping::new(f))
    }
}

impl PartialEq for ProblemPlace {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // A fast path for the many mistakes of one file. With line and column, two texts are equal exactly if all
            // parts are.
            (
                Self::File { file, line: Some(line), column: Some(column) },
                Self::File { file: other, line: Some(other_line), column: Some(other_column) },
            ) => (line, column, file) == (other_line, other_column, other),
            _ => *self == *other.exact(),
        }
    }
}

/// Compares the text of the place with a string.
impl PartialEq<str> for ProblemPlace {
    fn eq(&self, text: &str) -> bool {
        match self {
            Self::Variable(name) | Self::Source(name) | Self::Words(name) => name == text,
            Self::File { line: None, column: None, file } => file == text,
            Self::File { .. } | Self::Code(_) => self.exact() == text,
        }
    }
}

impl PartialEq<&str> for ProblemPlace {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}

impl Eq for ProblemPlace {}

impl Hash for ProblemPlace {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.exact().hash(state);
    }
}

impl Serialize for ProblemPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.exact())
    }
}

impl<'de> Deserialize<'de> for ProblemPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::Words)
    }
}
