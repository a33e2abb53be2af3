//! The place at which a source sets a toggle.

use std::{fmt, sync::Arc};

use toggle_rules::Position;

use crate::model::problem::ProblemPlace;

/// The place of a state in its source. A file has thousands of states, so the text is made only where it is shown.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// A place in the words of the source.
    Words(String),
    /// A variable of the environment.
    Variable(String),
    /// A position in a file or another text, which has this name in messages.
    Text(Arc<str>, Position),
}

impl Origin {
    /// Returns the name, in messages, of the text in which mistakes and rules have positions.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Words(_) | Self::Variable(_) => None,
            Self::Text(file, _) => Some(file),
        }
    }

    /// Returns the place as data.
    pub(crate) fn place(&self) -> ProblemPlace {
        match self {
            Self::Words(words) => ProblemPlace::Words(words.clone()),
            Self::Variable(name) => ProblemPlace::Variable(name.clone()),
            Self::Text(file, at) => ProblemPlace::in_file(file, Some(*at)),
        }
    }

    /// Returns the place of a position in the same text, or the place of the whole state if there is no text or
    /// position.
    pub(crate) fn place_of(&self, at: Option<Position>) -> ProblemPlace {
        match (self.file(), at) {
            (Some(file), Some(at)) => ProblemPlace::in_file(file, Some(at)),
            (None, _) | (_, None) => self.place(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) | Self::Variable(text) => f.write_str(text),
            Self::Text(file, at) => write!(f, "{file}:{at}"),
        }
    }
}
