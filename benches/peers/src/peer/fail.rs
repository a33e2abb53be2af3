//! Fail points of the crate `fail`.

use anyhow::{Result, anyhow};
use fail::fail_point;
use toggle_measure::{Case, Flips};

#[inline(never)]
fn set_to_off() -> bool {
    fail_point!("new-checkout", |_| true);
    false
}

#[inline(never)]
fn not_set() -> bool {
    fail_point!("another", |_| true);
    false
}

/// Returns the checks with the feature `failpoints`. Without this feature a fail point compiles to nothing and cannot
/// flip.
pub(crate) fn checks() -> Result<Vec<Case>> {
    fail::cfg(crate::check::NAME, "off").map_err(|message| anyhow!(message))?;
    Ok(vec![
        Case::new("`fail`", "`fail_point!`, set to off", set_to_off).flips(Flips::Each),
        Case::new("`fail`", "`fail_point!`, not set", not_set).flips(Flips::Each),
    ])
}
