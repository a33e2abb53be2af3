//! The report of a test run.

use serde::Serialize;

use super::covered::Covered;
use crate::output::Versioned;

/// The covered states of all toggles.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The number of toggles with a state that is not covered.
    pub(super) untested: usize,
    /// The toggles, ordered by name.
    pub(super) toggles: Vec<Covered>,
}

impl Versioned for Report {
    const FORMAT: &'static str = "coverage";
}
