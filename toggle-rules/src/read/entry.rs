//! The entries of a configuration, and what hides or misses some. The same with and without the feature `rules`.

use crate::{spanned::Position, statement::Statement};

/// The place of a mistake that hides the whole table of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// The stage is no table.
    Stage,
    /// The section of all stages is no table. It may be a toggle that is called so.
    Section,
}

/// A stage that a configuration with other stages does not have.
#[derive(Debug)]
pub struct MissingStage {
    /// The name that the program gave.
    pub name: String,
    /// The stage that is most likely meant.
    pub nearest: Option<String>,
}

/// What a configuration says of one toggle.
#[derive(Debug)]
pub struct Entry {
    /// The name of the toggle.
    pub name: String,
    /// The position of the name.
    pub at: Position,
    /// The statement of the text about the toggle.
    pub said: Statement,
    /// The part that the entry has in the stage of the program.
    pub part: Part,
}

/// What an entry has to do with the stage in which the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It counts.
    Own,
    /// The stage has an entry for the same toggle, which lies over this one.
    Below,
    /// It is written for another stage, and is only checked.
    Elsewhere,
}
