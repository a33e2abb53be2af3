//! The age of the latest logged change of a toggle.

use std::path::Path;

use anyhow::Result;
use jiff::{Timestamp, Unit};

use super::read::{Group, read_all};
use crate::edit::place::Place;

/// Returns the whole days since the latest logged change of a toggle in a file, or `None` if the log has no change of
/// it.
///
/// # Errors
///
/// The directory of the file cannot be read.
pub fn days_since_change(file: &Path, toggle: &str) -> Result<Option<u32>> {
    let place = Place::resolve(file, true)?;
    let mut latest: Option<Timestamp> = None;
    let each = |group: Group| {
        let times = group.entries.iter().filter(|entry| group.is_made && entry.toggle == toggle);
        let times = times.filter_map(|entry| entry.at.parse().ok());
        latest = latest.into_iter().chain(times).max();
    };
    read_all(&place, each, |_| {})?;
    let days = |latest: Timestamp| {
        let age = toggle_runtime::__admin::now().since(latest).ok()?;
        let days = age.total(Unit::Hour).ok()? / 24.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the age of a log in days is small"
        )]
        (days >= 0.0).then_some(days as u32)
    };
    Ok(latest.and_then(days))
}
