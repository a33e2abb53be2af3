//! The fleet of a store: the records that processes write about themselves and their builds, and a reader of them.

mod build;
mod instance;
mod json;
mod read;

pub use self::{
    build::{Build, BuildToggle},
    instance::{Instance, Override, ProblemSummary, Problems, Trip},
    read::{Fleet, Unreadable},
};

/// The version of the records' format. A new field keeps it, and readers ignore fields that they do not know.
pub const FORMAT: u32 = 1;
