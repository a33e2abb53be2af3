//! The output of the demonstration.

use std::{
    fmt,
    io::{self, Write},
    time::Duration,
};

use toggle_runtime::{Change, GuardState, ToggleStatus, explain, history, toggles};

use super::customers::Seen;
use crate::toggles::{NEW_CHECKOUT, PRICE_ENGINE};

/// The customers' latest results with the current state of the toggle.
pub(super) struct Row {
    pub(super) time: Duration,
    pub(super) seen: Seen,
}

impl Row {
    pub(super) const HEAD: &str = "   time  new-checkout    three pages  one page  failed";
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seen { one_page, three_pages, failed } = self.seen;
        let toggle = status(NEW_CHECKOUT.name());
        let state = toggle.map_or_else(String::new, |toggle| match toggle.guard {
            Some(guard) if guard.state != GuardState::Closed => format!("{} (guard)", toggle.state),
            _ => toggle.state.to_string(),
        });
        let seconds = self.time.as_secs_f64();
        write!(f, "{seconds:5.1} s  {state:<14}  {three_pages:11}  {one_page:8}  {failed:6}")
    }
}

fn status(name: &str) -> Option<ToggleStatus> {
    toggles().find(|toggle| toggle.name == name)
}

/// Returns whether the guard has switched off the new checkout.
pub(super) fn is_tripped() -> bool {
    let guard = status(NEW_CHECKOUT.name()).and_then(|toggle| toggle.guard);
    guard.is_some_and(|guard| guard.state == GuardState::Tripped)
}

/// Prints the changes, the explanation of the final state, the answers by value and reason, and the shadow
/// comparison.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    let name = NEW_CHECKOUT.name();
    writeln!(out, "\nwhat has changed:")?;
    for Change { time, from, to, cause, source, .. } in history().iter().filter(|change| change.toggle == name) {
        writeln!(out, "  {time:.3}  {from} -> {to}  {cause:?}, {source}")?;
    }
    writeln!(out, "\n{}", explain(name))?;
    if let Some(observed) = status(name).and_then(|toggle| toggle.observed) {
        let (on, off) = (observed.count(true), observed.count(false));
        writeln!(out, "\nanswers: {on} times on, {off} times off")?;
    }
    if let Some(report) = status(PRICE_ENGINE.name()).and_then(|toggle| toggle.shadow) {
        writeln!(out, "\nprice-engine, both ways: {} the same, {} different", report.matches, report.mismatches)?;
        for mismatch in report.last_mismatches.iter().take(3) {
            writeln!(out, "  the old way says {}, the new way {}", mismatch.control, mismatch.candidate)?;
        }
    }
    Ok(())
}
