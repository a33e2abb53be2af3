//! The report of a check, as the printers receive it.

use serde::Serialize;

use super::{checked::Checked, counts::Counts, findings::Finding};
use crate::versioned::Versioned;

/// The findings of a check.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The number of toggles.
    pub toggles: usize,
    /// The inputs of the check.
    pub checked: Checked,
    /// The findings, errors first.
    pub findings: Vec<Finding>,
    /// The number of findings.
    pub counts: Counts,
}

impl Versioned for Report {
    const FORMAT: &'static str = "check";
}
