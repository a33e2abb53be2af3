//! The replacement of `read` where the feature `rules` is off: it refuses every configuration.

#[path = "read/entry.rs"]
mod entry;
#[path = "read/limits.rs"]
mod limits;

use std::{convert::Infallible, sync::Arc};

use crate::{
    patterns::{Compiled, KnownPatterns},
    spanned::Mistake,
};

pub use self::{
    entry::{Entry, Hidden, MissingStage, Part, Wanted},
    limits::{MAX_LEN, MAX_MISTAKES},
};

/// The header of the section with all environments.
pub const STAGES: &str = "environment";

/// The content of a configuration, a type without values.
pub struct Document {
    never: Infallible,
    pub entries: Vec<Entry>,
    pub others: Vec<(String, Mistake)>,
    pub unlisted: usize,
    pub missing: Option<MissingStage>,
    pub patterns: Vec<Arc<Compiled>>,
    pub hidden: Option<Hidden>,
    pub skipped: usize,
}

impl Document {
    /// Refuses a configuration.
    pub fn read(_: &str, _: Option<&str>) -> Result<Self, &'static str> {
        Err("a configuration in TOML needs the feature `rules` of toggle-runtime")
    }

    /// Refuses a configuration.
    pub fn read_with(
        text: &str,
        stage: Option<&str>,
        _: &dyn KnownPatterns,
        _: Wanted<'_>,
    ) -> Result<Self, &'static str> {
        Self::read(text, stage)
    }
}
