//! The future of a guarded asynchronous call, and a future that catches panics.

use std::{
    any::Any,
    mem,
    panic::resume_unwind,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use crate::{
    base::panics,
    check::guarded::{Counting, Way},
};

pin_project! {
    /// The future of gated code whose call may be counted.
    ///
    /// It holds the code's future once, and polls it in place. An `async fn` would hold that future as an argument and
    /// again where it awaits it: three times the size for each call inside another.
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct RunAsync<B, C: Attend> {
        // `None` after the end. Dropped before the call is given up.
        #[pin]
        body: Option<B>,
        count: C,
    }

    impl<B, C: Attend> PinnedDrop for RunAsync<B, C> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // A destructor in the code may call `failed` for this call.
            this.count.attend(|| this.body.set(None));
        }
    }
}

/// Runs a part of the code inside the call, if the call is counted.
pub(crate) trait Attend {
    fn attend(&mut self, part: impl FnOnce());
}

impl<J, const SIDE: u8> Attend for Count<J, SIDE> {
    #[inline]
    fn attend(&mut self, part: impl FnOnce()) {
        match self {
            Self::Yes(counting, _) => counting.attend(part),
            Self::Unasked(..) | Self::No => part(),
        }
    }
}

/// The state of counting: not decided yet, not counted, or counted.
pub(crate) enum Count<J, const SIDE: u8> {
    Unasked(Way<SIDE>, J),
    No,
    /// Counted, with the predicate of failures. The call is boxed, so that futures without a budget reserve no room for
    /// it, once for each way and each level.
    Yes(Box<Counting>, J),
}

impl<B, J, const SIDE: u8> RunAsync<B, Count<J, SIDE>> {
    pub(super) fn new(way: Way<SIDE>, body: B, is_failure: J) -> Self {
        Self { count: Count::Unasked(way, is_failure), body: Some(body) }
    }

    #[cfg(test)]
    pub(super) fn counted(counting: Counting, body: B, is_failure: J) -> Self {
        Self { count: Count::Yes(Box::new(counting), is_failure), body: Some(body) }
    }
}

impl<B: Future, J: FnOnce(&B::Output) -> bool, const SIDE: u8> Future for RunAsync<B, Count<J, SIDE>> {
    type Output = B::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<B::Output> {
        let mut this = self.project();
        let Some(body) = this.body.as_mut().as_pin_mut() else { return Poll::Pending };
        if let Count::Unasked(..) = this.count {
            this.count.ask();
        }
        let result = match this.count {
            Count::Yes(counting, _) => ready!(counting.attend(|| pin!(Unwinding { future: body }).poll(task))),
            Count::Unasked(..) | Count::No => Ok(ready!(body.poll(task))),
        };
        // Dropped before the call ends. If this panics, the call has not ended.
        this.count.attend(|| this.body.set(None));
        match (mem::replace(this.count, Count::No), result) {
            (Count::Yes(mut counting, is_failure), result) => Poll::Ready(counting.finish(result, is_failure)),
            (_, Ok(result)) => Poll::Ready(result),
            (_, Err(panic)) => resume_unwind(panic),
        }
    }
}

impl<J, const SIDE: u8> Count<J, SIDE> {
    /// Decides whether the call is counted, when the code first runs.
    #[inline]
    fn ask(&mut self) {
        if let Self::Unasked(way, is_failure) = mem::replace(self, Self::No)
            && let Some(counting) = way.counting()
        {
            *self = Self::Yes(Box::new(counting), is_failure);
        }
    }
}

pin_project! {
    /// A future whose output is a result: the error is the payload of a panic.
    pub(crate) struct Unwinding<F> {
        #[pin]
        pub(crate) future: F,
    }
}

impl<F: Future> Future for Unwinding<F> {
    type Output = Result<F::Output, Box<dyn Any + Send>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let future = self.project().future;
        match panics::catch_payload(|| future.poll(context)) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{rc::Rc, task::Waker};

    use super::*;
    use crate::check::guarded::Guarded;

    fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn code_that_is_done_is_dropped_at_once() {
        let held = Rc::new(7);
        let given = held.clone();
        let code = async move { *given };
        let mut run = Box::pin(RunAsync::new(Guarded::new(None), code, |_: &i32| false));
        assert_eq!(Rc::strong_count(&held), 2);
        assert_eq!(poll(run.as_mut()), Poll::Ready(7));
        assert_eq!(Rc::strong_count(&held), 1);
        assert!(poll(run.as_mut()).is_pending(), "there is nothing left to run");
    }

    #[test]
    fn a_panic_goes_through() {
        let mut run = Box::pin(RunAsync::new(Guarded::new(None), async { panic!("the code's own") }, |(): &()| false));
        let panic = panics::catch_payload(|| poll(run.as_mut())).expect_err("it panics");
        assert_eq!(panic.downcast_ref(), Some(&"the code's own"));
    }
}
