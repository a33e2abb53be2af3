use std::{mem, time::Duration};

use crate::base::panics;

/// Which of the two goes first. They take turns, since the second finds warm caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Control,
    Candidate,
}

/// What there is to note of a run but for the value of the control, which is the caller's.
#[derive(Debug)]
#[must_use = "it is to be noted"]
pub(crate) struct Run<R> {
    pub(crate) candidate: Candidate<R>,
    pub(crate) control_took: Duration,
    pub(crate) candidate_took: Duration,
}

/// How the candidate has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Candidate<R> {
    Returned(R),
    /// With this message.
    Panicked(String),
    /// It was given up. Only a future can be.
    TimedOut,
}

/// Runs both and gives the value of the control. A panic of the control goes through; if it goes first, the candidate does
/// not run then.
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

/// Runs one after the other. Asking for the time is much of what a shadow run costs, so the second begins when the first ends.
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

/// What the candidate has come to, while the control runs. If that panics, dropping this must not panic as well, which would
/// abort the process.
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
