//! Futures that run inside a scope.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context as TaskContext, Poll},
};

use crate::scope::frame::{self, Frame};

pin_project_lite::pin_project! {
    /// A future that runs inside a scope. [`Scope::run_async`](super::Scope::run_async) returns it.
    #[must_use = "futures do nothing unless polled"]
    pub struct Scoped<F> {
        frame: Arc<Frame>,
        // The scopes that the future has entered by guards that live across an `.await`. These scopes belong to the
        // future, not to its thread.
        inside: Vec<(u64, Arc<Frame>)>,
        // `None` after the future was dropped, which happens inside the scope as well.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _polled = Polled::enter(this.frame, this.inside);
            this.future.set(None);
        }
    }
}

impl<F: Future> Scoped<F> {
    pub(super) fn new(frame: Arc<Frame>, future: F) -> Self {
        Self { frame, inside: Vec::new(), future: Some(future) }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _polled = Polled::enter(this.frame, this.inside);
        match this.future.as_pin_mut() {
            Some(future) => future.poll(task),
            // Only dropping removes the future.
            None => Poll::Pending,
        }
    }
}

/// A guard that keeps the scope of a future entered while the future is polled, also if the poll panics.
struct Polled<'a> {
    id: u64,
    inside: &'a mut Vec<(u64, Arc<Frame>)>,
}

impl<'a> Polled<'a> {
    fn enter(frame: &Arc<Frame>, inside: &'a mut Vec<(u64, Arc<Frame>)>) -> Self {
        let id = frame::push(frame.clone());
        frame::push_all(inside.drain(..));
        Self { id, inside }
    }
}

impl Drop for Polled<'_> {
    fn drop(&mut self) {
        *self.inside = frame::leave_from(self.id);
    }
}

impl<F: fmt::Debug> fmt::Debug for Scoped<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scoped").field("future", &self.future).finish_non_exhaustive()
    }
}
