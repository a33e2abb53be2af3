//! Stands for `read` where the feature `rules` is off: no text is read.

#[path = "read/limits.rs"]
mod limits;

use std::{convert::Infallible, sync::Arc};

use crate::{
    patterns::{Compiled, KnownPatterns},
    spanned::{Mistake, Position},
    statement::Statement,
};

pub use self::limits::{MAX_LEN, MAX_MISTAKES};

/// The section of all stages.
pub const STAGES: &str = "environment";

/// The content of a configuration, which nobody can have.
pub struct Document {
    never: Infallible,
    pub entries: Vec<Entry>,
    pub others: Vec<(String, Mistake)>,
    pub unlisted: usize,
    pub missing: Option<MissingStage>,
    pub patterns: Vec<Arc<Compiled>>,
    pub hidden: Option<Hidden>,
}

/// The place of a mistake that hides the whole table of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    Stage,
    Section,
}

/// A stage that a configuration does not have.
pub struct MissingStage {
    pub name: String,
    pub nearest: Option<String>,
}

/// The word of a configuration about one toggle.
pub struct Entry {
    pub name: String,
    pub at: Position,
    pub said: Statement,
    pub part: Part,
}

/// The relation of an entry to the stage in which the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Own,
    Below,
    Elsewhere,
}

impl Document {
    /// Refuses a text.
    pub fn read(_: &str, _: Option<&str>) -> Result<Self, &'static str> {
        Err("a text in TOML needs the feature `rules` of toggle-runtime")
    }

    /// Refuses a text.
    pub fn read_with(text: &str, stage: Option<&str>, _: &dyn KnownPatterns) -> Result<Self, &'static str> {
        Self::read(text, stage)
    }
}
