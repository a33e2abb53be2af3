//! Where a source says something of a toggle.

use std::{fmt, sync::Arc};

use toggle_rules::Position;

/// Where a state comes from. A file has thousands, so it is put into words only for whoever is told.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// As the source says it.
    Place(String),
    /// A text, by what messages call it, and the position there.
    Text(Arc<str>, Position),
}

impl Origin {
    /// What messages call the text in which mistakes and rules have positions.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Place(_) => None,
            Self::Text(file, _) => Some(file),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(place) => f.write_str(place),
            Self::Text(file, at) => write!(f, "{file}:{at}"),
        }
    }
}
