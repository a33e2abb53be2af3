use std::fmt;

use serde::{Deserialize, Serialize};

/// Something wrong in the configuration or in the program's toggles that does not stop them from working.
///
/// Each is reported once as an [`Event`](crate::Event), a failing source as one of its own kind, and listed by
/// [`problems`](crate::problems) for as long as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Problem {
    /// The configuration sets something that is no toggle of this program.
    #[non_exhaustive]
    UnknownName {
        /// The name, or the environment variable.
        name: String,
        /// Where it stands, such as `toggles.toml:3:1`.
        place: String,
        /// The known name it is closest to.
        nearest: Option<String>,
    },
    /// A toggle is set to something that it cannot be. The state it had from this source before stays.
    #[non_exhaustive]
    InvalidState {
        /// The toggle, or what stands in its place.
        name: String,
        /// Where it stands.
        place: String,
        /// What is wrong and what to write.
        message: String,
    },
    /// A source cannot be read at present. What it said last stays in force.
    #[non_exhaustive]
    SourceFailed {
        /// The source.
        source: String,
        /// Why, and what to do.
        error: String,
    },
    /// Several toggles would be set by one environment variable, so that none is.
    #[non_exhaustive]
    SharedVariable {
        /// The variable.
        variable: String,
        /// The toggles, or what else the variable means.
        toggles: Vec<String>,
    },
    /// Two declarations say what one toggle is. The first, in the order of their packages and places, counts.
    #[non_exhaustive]
    DeclaredTwice {
        /// The toggle.
        name: String,
        /// The declaration that counts.
        first: String,
        /// The other one.
        second: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName { name, place, nearest } => {
                write!(f, "{place}: no toggle of this program is called `{name}`")?;
                nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
            }
            Self::InvalidState { name, place, message } => write!(f, "{place}: `{name}`: {message}"),
            Self::SourceFailed { source, error } => write!(f, "{source}: {error}"),
            Self::SharedVariable { variable, toggles } => {
                write!(
                    f,
                    "the environment variable `{variable}` could mean `{}`, so it sets nothing; set a toggle by name in \
                     `TOGGLES`, or rename one",
                    toggles.join("` or `"),
                )
            }
            Self::DeclaredTwice { name, first, second } => {
                write!(f, "the toggle `{name}` is declared twice: {first} counts, {second} does not; remove one")
            }
        }
    }
}
