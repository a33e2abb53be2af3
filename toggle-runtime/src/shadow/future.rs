use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_timer::Delay;

use super::{Candidate, First, Run, panics};

/// Runs both, one after the other, and gives the value of the control. The candidate is given up where it takes longer than
/// the limit, which it notices when it next waits.
pub(crate) fn run_async<C: Future, D: Future<Output = C::Output>, K: Fn() -> Duration>(
    first: First,
    clock: K,
    limit: Duration,
    control: C,
    candidate: D,
) -> RunAsync<C, D, K, impl FnOnce() -> Delay, Delay> {
    run_async_with(first, clock, move || Delay::new(limit), control, candidate)
}

/// As [`run_async`], but the candidate is given up when the future that `limit` makes is ready. That is made when the
/// candidate first waits.
pub(crate) fn run_async_with<C: Future, D: Future<Output = C::Output>, K, S, L>(
    first: First,
    clock: K,
    limit: S,
    control: C,
    candidate: D,
) -> RunAsync<C, D, K, S, L>
where
    K: Fn() -> Duration,
    S: FnOnce() -> L,
    L: Future<Output = ()>,
{
    RunAsync {
        first,
        clock,
        start: None,
        control: Some(control),
        control_done: None,
        candidate: Some(candidate),
        candidate_done: None,
        limit: Some(limit),
        limited: None,
    }
}

pin_project_lite::pin_project! {
    /// Both futures, whose one that is done is dropped at once. Whoever drops this drops both, and nothing is noted.
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct RunAsync<C: Future, D, K, S, L> {
        first: First,
        clock: K,
        // When the one that runs has begun.
        start: Option<Duration>,
        #[pin]
        control: Option<C>,
        control_done: Option<(C::Output, Duration)>,
        #[pin]
        candidate: Option<D>,
        candidate_done: Option<(Candidate<C::Output>, Duration)>,
        limit: Option<S>,
        #[pin]
        limited: Option<L>,
    }

    impl<C: Future, D, K, S, L> PinnedDrop for RunAsync<C, D, K, S, L> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            panics::discard(this.candidate_done.take());
            let _ = panics::caught(|| this.candidate.set(None));
        }
    }
}

impl<C, D, K, S, L> Future for RunAsync<C, D, K, S, L>
where
    C: Future,
    D: Future<Output = C::Output>,
    K: Fn() -> Duration,
    S: FnOnce() -> L,
    L: Future<Output = ()>,
{
    type Output = (C::Output, Run<C::Output>);

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match self.first {
            First::Control => {
                ready!(self.as_mut().poll_control(task));
                ready!(self.as_mut().poll_candidate(task));
            }
            First::Candidate => {
                ready!(self.as_mut().poll_candidate(task));
                ready!(self.as_mut().poll_control(task));
            }
        }
        let this = self.project();
        match (this.control_done.take(), this.candidate_done.take()) {
            (Some((control, control_took)), Some((candidate, candidate_took))) => {
                Poll::Ready((control, Run { candidate, control_took, candidate_took }))
            }
            // It has been ready before.
            _ => Poll::Pending,
        }
    }
}

impl<C, D, K, S, L> RunAsync<C, D, K, S, L>
where
    C: Future,
    D: Future<Output = C::Output>,
    K: Fn() -> Duration,
    S: FnOnce() -> L,
    L: Future<Output = ()>,
{
    fn poll_control(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        // It is gone once it is done.
        let Some(control) = this.control.as_mut().as_pin_mut() else { return Poll::Ready(()) };
        let start = *this.start.get_or_insert_with(&*this.clock);
        let value = ready!(control.poll(task));
        *this.control_done = Some((value, (this.clock)().saturating_sub(start)));
        *this.start = None;
        this.control.set(None);
        Poll::Ready(())
    }

    fn poll_candidate(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Some(candidate) = this.candidate.as_mut().as_pin_mut() else { return Poll::Ready(()) };
        let start = *this.start.get_or_insert_with(&*this.clock);
        let polled = panics::caught(|| {
            if let Poll::Ready(value) = candidate.poll(task) {
                return Poll::Ready(Candidate::Returned(value));
            }
            if let Some(limit) = this.limit.take() {
                this.limited.set(Some(limit()));
            }
            let limited = this.limited.as_mut().as_pin_mut();
            limited.map_or(Poll::Pending, |limited| limited.poll(task)).map(|()| Candidate::TimedOut)
        });
        let candidate = match polled {
            Ok(polled) => ready!(polled),
            Err(message) => Candidate::Panicked(message),
        };
        let took = (this.clock)().saturating_sub(start);
        let candidate = match panics::caught(|| this.candidate.set(None)) {
            Ok(()) => candidate,
            Err(message) => {
                panics::discard(candidate);
                Candidate::Panicked(message)
            }
        };
        *this.candidate_done = Some((candidate, took));
        *this.start = None;
        this.limited.set(None);
        Poll::Ready(())
    }
}
