//! The future of a call in shadow mode.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use crate::{
    check::shadowed::{Comparing, Shadowed, Ways, limit::Limit},
    monitor::shadow::{First, Pair, Shown, Terms},
};

pin_project! {
    /// The future of a call that runs one way or both. Holds each way once, and polls it in place, for the reason given
    /// at the [guarded future](crate::check::guarded).
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct RunAsync<C: Future, D, E, I> {
        running: Running,
        #[pin]
        pair: Pair<C, D, Limit>,
        // `compare` and `ignore`, until they are called.
        judges: Option<(E, I)>,
    }
}

/// The ways that run, once that is decided.
enum Running {
    Unasked(Shadowed),
    Control,
    Candidate,
    Both(Comparing, First),
}

impl<C: Future, D, E, I> RunAsync<C, D, E, I> {
    pub(super) fn new(shadowed: Shadowed, control: C, candidate: D, compare: E, ignore: I) -> Self {
        let running = Running::Unasked(shadowed);
        Self { running, pair: Pair::new(control, candidate), judges: Some((compare, ignore)) }
    }

    #[cfg(test)]
    pub(super) fn comparing(comparing: Comparing, control: C, candidate: D, compare: E, ignore: I) -> Self {
        let running = comparing.into();
        Self { running, pair: Pair::new(control, candidate), judges: Some((compare, ignore)) }
    }
}

impl<C, D, E, I> Future for RunAsync<C, D, E, I>
where
    C: Future<Output: Shown>,
    D: Future<Output = C::Output>,
    E: FnOnce(&C::Output, &C::Output) -> bool,
    I: FnOnce(&C::Output, &C::Output) -> bool,
{
    type Output = C::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<C::Output> {
        let this = self.project();
        if let Running::Unasked(shadowed) = *this.running {
            *this.running = Running::of(shadowed);
        }
        match this.running {
            Running::Unasked(_) | Running::Control => this.pair.poll_control(task),
            Running::Candidate => this.pair.poll_candidate(task),
            Running::Both(comparing, first) => {
                let terms = Terms {
                    comparisons: comparing.comparisons,
                    first: *first,
                    clock: &|| comparing.registry.now(),
                    limit: || Limit::new(comparing.limit()),
                };
                let (control, run) = ready!(this.pair.poll_both(task, terms));
                if let Some((compare, ignore)) = this.judges.take() {
                    comparing.note(&control, run, compare, ignore);
                }
                Poll::Ready(control)
            }
        }
    }
}

impl Running {
    fn of(shadowed: Shadowed) -> Self {
        match shadowed.ways {
            Ways::Control => Self::Control,
            Ways::Candidate => Self::Candidate,
            Ways::Both => shadowed.comparing().map_or(Self::Control, Self::from),
        }
    }
}

impl From<Comparing> for Running {
    fn from(comparing: Comparing) -> Self {
        let first = comparing.comparisons.alternate();
        Self::Both(comparing, first)
    }
}
