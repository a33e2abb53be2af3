//! The entries of a configuration, and missing or hidden environments. They exist with and without the feature `rules`.

use std::fmt;

use crate::{spanned::Position, statement::Statement};

/// The mistake that hides the whole section of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// The environment's entry is no table.
    Stage,
    /// The entry `environment` is no table. It may be a toggle of this name.
    Section,
}

/// An environment without a section, in a configuration that has sections for others.
#[derive(Debug)]
pub struct MissingStage {
    /// The name that the program set.
    pub name: String,
    /// The environment that is most likely meant.
    pub nearest: Option<String>,
}

/// The entry of one toggle in a configuration.
#[derive(Debug)]
pub struct Entry {
    /// The name of the toggle.
    pub name: String,
    /// The position of the name.
    pub at: Position,
    /// The statement about the toggle.
    pub said: Statement,
    /// The relation of the entry to the program's environment.
    pub part: Part,
}

/// The names whose entries a reader keeps.
#[derive(Clone, Copy)]
pub enum Wanted<'n> {
    /// All names.
    All,
    /// The known names. The reader keeps only the mistakes in other entries.
    KnownAndMistakes(&'n dyn Fn(&str) -> bool),
    /// The known names. The reader skips other entries, and finds no mistakes in them.
    Known(&'n dyn Fn(&str) -> bool),
}

impl fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "All",
            Self::KnownAndMistakes(_) => "KnownAndMistakes",
            Self::Known(_) => "Known",
        })
    }
}

/// The relation of an entry to the program's environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The entry applies.
    Own,
    /// An entry of the environment overrides this one.
    Below,
    /// The entry is for another environment, and is only checked.
    Elsewhere,
}
