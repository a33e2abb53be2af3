//! The parser of configurations in TOML. It is pure, and knows no declared toggles.

mod limits;
mod size;
mod lines;
mod words;
mod misplaced;
mod declared;
mod reader;
mod error;
mod attributes;
mod entry;
mod document;
mod structure;
mod segments;
mod rules;
mod toggle;
mod watch;
mod share;
mod condition;
mod sections;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use self::tests::structure;

pub use self::{
    declared::{Declared, Kind},
    document::Document,
    entry::{Entry, Hidden, MissingStage, Part, Wanted},
    error::ParseError,
    limits::{MAX_LEN, MAX_MISTAKES, too_long, too_long_together, too_many_files},
    sections::Sections,
    size::check as check_size,
    words::{GuardKey, ObserveKey, RuleKey, STAGES, Section, StepKey},
};
