//! The monitoring results of a toggle as HTML.

use std::fmt::{self, Display};

use toggle_runtime::{GuardState, GuardStatus, Observed, ShadowReport, ToggleStatus};

use super::escaped::Escaped;

/// The monitoring results of a toggle: the answers of its checks, the counts of its guard, and its shadow comparison.
pub(super) struct Watched<'a>(pub(super) &'a ToggleStatus);

impl Display for Watched<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ToggleStatus { name, guard, shadow, observed, .. } = self.0;
        observed.as_ref().map_or(Ok(()), |observed| answers(f, observed))?;
        guard.as_ref().map_or(Ok(()), |guard| guarded(f, name, guard))?;
        shadow.as_ref().map_or(Ok(()), |shadow| compared(f, shadow))
    }
}

fn answers(f: &mut fmt::Formatter<'_>, observed: &Observed) -> fmt::Result {
    for answer in &observed.answers {
        write!(f, "<small>{} \u{d7} {} ({})</small>", answer.count, Escaped(&answer.value.to_string()), answer.reason)?;
    }
    Ok(())
}

fn guarded(f: &mut fmt::Formatter<'_>, name: &str, guard: &GuardStatus) -> fmt::Result {
    let GuardStatus { state, counts, budget, .. } = guard;
    let class = if *state == GuardState::Closed { "guard" } else { "guard tripped" };
    let state = match state {
        GuardState::Closed => "its guard is content",
        GuardState::Tripped => "switched off by its guard",
        _ => "its guard tries it again",
    };
    write!(f, "<p class=\"{class}\">{state}: {counts}, where {budget} may</p>")?;
    if guard.state == GuardState::Tripped {
        let name = Escaped(name);
        write!(f, "<button data-reset=\"{name}\">Reset</button>")?;
    }
    Ok(())
}

fn compared(f: &mut fmt::Formatter<'_>, shadow: &ShadowReport) -> fmt::Result {
    let ShadowReport { matches, mismatches, panics, control, candidate, .. } = shadow;
    write!(f, "<p>both ways: {matches} the same, {mismatches} different, {panics} panics</p>")?;
    write!(f, "<small>half of them took up to {:?} and {:?}</small>", control.p50, candidate.p50)?;
    match shadow.last_mismatches.last() {
        Some(last) => {
            write!(f, "<small>the last: {}, and {}</small>", Escaped(&last.control), Escaped(&last.candidate))
        }
        None => Ok(()),
    }
}
