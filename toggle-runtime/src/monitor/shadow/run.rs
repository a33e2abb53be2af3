//! One synchronous run of both ways.

use std::{mem, time::Duration};

use crate::base::panics;

/// The way that runs first. The ways alternate, because the second one finds warm caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Control,
    Candidate,
}

/// The record of a run, without the value of the control, which the caller gets.
#[derive(Debug)]
#[must_use = "it is to be noted"]
pub(crate) struct Run<R> {
    pub(crate) candidate: Candidate<R>,
    pub(crate) control_took: Duration,
    pub(crate) candidate_took: Duration,
}

/// The end of the candidate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Candidate<R> {
    Returned(R),
    /// The candidate panicked with this message.
    Panicked(String),
    /// The candidate was cancelled. Only a future can be.
    TimedOut,
}

/// Runs both ways and returns the value of the control. A panic of the control reaches the caller; if the control
/// runs first, the candidate does not run in that case.
pub(crate) fn run<R>(
    first: First,
    clock: &dyn Fn() -> Duration,
    control: impl FnOnce() -> R,
    candidate: impl FnOnce() -> R,
) -> (R, Run<R>) {
    let candidate = || panics::caught(candidate).map_or_else(Candidate::Panicked, Candidate::Returned);
    match first {
        First::Control => {
            let (control, candidate, [control_took, candidate_took]) = timed(clock, control, candidate);
            (control, Run { candidate, control_took, candidate_took })
        }
        First::Candidate => {
            let (mut candidate, control, [candidate_took, control_took]) = timed(clock, || Held(candidate()), control);
            (control, Run { candidate: candidate.take(), control_took, candidate_took })
        }
    }
}

/// Runs one way after the other. Reading the time is much of the cost of a shadow run, so the second way begins at
/// the end of the first.
fn timed<T, U>(
    clock: &dyn Fn() -> Duration,
    first: impl FnOnce() -> T,
    second: impl FnOnce() -> U,
) -> (T, U, [Duration; 2]) {
    let start = clock();
    let first = first();
    let between = clock();
    let second = second();
    (first, second, [between.saturating_sub(start), clock().saturating_sub(between)])
}

/// The result of the candidate while the control runs. If the control panics, dropping this must not panic as well,
/// because that would abort the process.
struct Held<R>(Candidate<R>);

impl<R> Held<R> {
    fn take(&mut self) -> Candidate<R> {
        mem::replace(&mut self.0, Candidate::TimedOut)
    }
}

impl<R> Drop for Held<R> {
    fn drop(&mut self) {
        panics::discard(self.take());
    }
}
