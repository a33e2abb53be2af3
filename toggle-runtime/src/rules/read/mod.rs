//! Reads the TOML of a configuration: pure, and checked against no toggle yet.

mod lines;
mod words;
mod misplaced;
mod reader;
mod document;
mod toggle;
mod watch;
mod condition;
mod sections;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    document::{Document, Entry, Hidden, MissingStage, ParseError, Part, STAGES},
    sections::Sections,
};
