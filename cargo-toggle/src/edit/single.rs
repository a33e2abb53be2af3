//! The change of one toggle, made or only shown, with its report.

use anyhow::Result;
use toggle_admin::edit::{self, Change};

use super::{options::Simulated, report::print_report};
use crate::output::{Format, Outcome};

/// Makes the change, or shows it if users are given.
///
/// # Errors
///
/// If the file cannot be edited. The file is unchanged then.
pub(super) fn run(change: &Change<'_>, simulated: &Simulated, format: Format) -> Result<Outcome> {
    let report = match &simulated.keys {
        Some(keys) => edit::simulate(change, keys)?,
        None => edit::make(change)?,
    };
    print_report(&report, format)
}
