//! The report of a check, as the printers receive it.

use serde::Serialize;

use super::{checked::Checked, counts::Counts, findings::Finding};
use crate::output::Versioned;

/// The findings of a check.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The number of toggles.
    pub(crate) toggles: usize,
    pub(crate) checked: Checked,
    pub(crate) findings: Vec<Finding>,
    pub(crate) counts: Counts,
}

impl Versioned for Report {
    const FORMAT: &'static str = "check";
}
