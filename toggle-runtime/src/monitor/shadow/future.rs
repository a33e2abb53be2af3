//! Two futures of one function, of which one or both run.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use crate::{
    base::panics,
    monitor::shadow::{Candidate, Comparisons, First, Run, Side, inside},
};

/// The terms under which both futures run.
pub(crate) struct Terms<'a, S> {
    /// The results to which this run belongs.
    pub(crate) comparisons: &'a Comparisons,
    pub(crate) first: First,
    pub(crate) clock: &'a dyn Fn() -> Duration,
    /// Makes the future that is ready when the candidate is cancelled. Called at most once, when the candidate first
    /// waits.
    pub(crate) limit: S,
}

pin_project_lite::pin_project! {
    /// Two ways to the same result, of which one or both run. A finished way is dropped at once. Dropping the pair
    /// drops both, and records nothing.
    pub(crate) struct Pair<C: Future, D, L> {
        #[pin]
        control: Way<C, (C::Output, Duration)>,
        #[pin]
        candidate: Way<D, (Candidate<C::Output>, Duration)>,
        // Whether the candidate runs without the control, as the caller's only way.
        is_alone: bool,
        // The time at which the running way began.
        start: Option<Duration>,
        #[pin]
        limited: Option<L>,
    }

    impl<C: Future, D, L> PinnedDrop for Pair<C, D, L> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if !*this.is_alone {
                let _ = panics::caught(|| this.candidate.set(Way::Gone));
            }
        }
    }
}

pin_project_lite::pin_project! {
    /// One of the two ways, with its result after its end.
    #[project = WayProjected]
    #[project_replace = WayReplaced]
    enum Way<F, T> {
        Going {
            #[pin]
            future: F,
        },
        Done { value: T },
        Gone,
    }
}

impl<F, T> Way<F, T> {
    fn future(self: Pin<&mut Self>) -> Option<Pin<&mut F>> {
        match self.project() {
            WayProjected::Going { future } => Some(future),
            WayProjected::Done { .. } | WayProjected::Gone => None,
        }
    }

    fn take(self: Pin<&mut Self>) -> Option<T> {
        match self.project_replace(Self::Gone) {
            WayReplaced::Done { value } => Some(value),
            WayReplaced::Going { .. } | WayReplaced::Gone => None,
        }
    }
}

impl<F: Future, T> Way<F, T> {
    /// Polls a way that runs alone. After it has been ready, it is pending.
    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = self.as_mut().future() else { return Poll::Pending };
        let value = ready!(future.poll(task));
        self.set(Self::Gone);
        Poll::Ready(value)
    }
}

impl<C: Future, D, L> Pair<C, D, L> {
    pub(crate) fn new(control: C, candidate: D) -> Self {
        let (control, candidate) = (Way::Going { future: control }, Way::Going { future: candidate });
        Self { control, candidate, is_alone: false, start: None, limited: None }
    }
}

impl<C, D, L> Pair<C, D, L>
where
    C: Future,
    D: Future<Output = C::Output>,
    L: Future<Output = ()>,
{
    /// Runs the control alone.
    pub(crate) fn poll_control(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<C::Output> {
        self.project().control.poll(task)
    }

    /// Runs the candidate alone. Its panics reach the caller.
    pub(crate) fn poll_candidate(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<C::Output> {
        let this = self.project();
        *this.is_alone = true;
        this.candidate.poll(task)
    }

    /// Runs both ways, one after the other, and returns the value of the control. A candidate that takes longer than
    /// the limit is cancelled when it next waits.
    pub(crate) fn poll_both(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
        terms: Terms<'_, impl FnOnce() -> L>,
    ) -> Poll<(C::Output, Run<C::Output>)> {
        let Terms { comparisons, first, clock, limit } = terms;
        let control = |pair: Pin<&mut Self>, task: &mut Context<'_>| {
            inside(comparisons, Side::Control, || pair.poll_compared_control(task, clock))
        };
        let candidate = |pair: Pin<&mut Self>, task: &mut Context<'_>| {
            inside(comparisons, Side::Candidate, || pair.poll_compared_candidate(task, clock, limit))
        };
        match first {
            First::Control => {
                ready!(control(self.as_mut(), task));
                ready!(candidate(self.as_mut(), task));
            }
            First::Candidate => {
                ready!(candidate(self.as_mut(), task));
                ready!(control(self.as_mut(), task));
            }
        }
        let this = self.project();
        match (this.control.take(), this.candidate.take()) {
            (Some((control, control_took)), Some((candidate, candidate_took))) => {
                Poll::Ready((control, Run { candidate, control_took, candidate_took }))
            }
            // The pair has been ready before.
            _ => Poll::Pending,
        }
    }

    fn poll_compared_control(self: Pin<&mut Self>, task: &mut Context<'_>, clock: &dyn Fn() -> Duration) -> Poll<()> {
        let mut this = self.project();
        let Some(control) = this.control.as_mut().future() else { return Poll::Ready(()) };
        let start = *this.start.get_or_insert_with(clock);
        let value = ready!(control.poll(task));
        let took = clock().saturating_sub(start);
        *this.start = None;
        this.control.set(Way::Done { value: (value, took) });
        Poll::Ready(())
    }

    fn poll_compared_candidate(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        clock: &dyn Fn() -> Duration,
        limit: impl FnOnce() -> L,
    ) -> Poll<()> {
        let mut this = self.project();
        let Some(candidate) = this.candidate.as_mut().future() else { return Poll::Ready(()) };
        let start = *this.start.get_or_insert_with(clock);
        let polled = panics::caught(|| {
            if let Poll::Ready(value) = candidate.poll(task) {
                return Poll::Ready(Candidate::Returned(value));
            }
            if this.limited.is_none() {
                this.limited.set(Some(limit()));
            }
            let limited = this.limited.as_mut().as_pin_mut();
            limited.map_or(Poll::Pending, |limited| limited.poll(task)).map(|()| Candidate::TimedOut)
        });
        let candidate = match polled {
            Ok(polled) => ready!(polled),
            Err(message) => Candidate::Panicked(message),
        };
        let took = clock().saturating_sub(start);
        let candidate = match panics::caught(|| this.candidate.set(Way::Gone)) {
            Ok(()) => candidate,
            Err(message) => {
                panics::discard(candidate);
                Candidate::Panicked(message)
            }
        };
        *this.start = None;
        this.limited.set(None);
        this.candidate.set(Way::Done { value: (candidate, took) });
        Poll::Ready(())
    }
}
