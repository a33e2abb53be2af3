use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context as TaskContext, Poll},
};

use super::frame::{self, Frame};

pin_project_lite::pin_project! {
    /// A future inside a scope. Made by [`Scope::run_async`](super::Scope::run_async).
    #[must_use = "futures do nothing unless polled"]
    pub struct Scoped<F> {
        frame: Arc<Frame>,
        // None when it has been dropped, which happens inside the scope as well.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _left = Left(frame::push(this.frame.clone()));
            this.future.set(None);
        }
    }
}

impl<F: Future> Scoped<F> {
    pub(super) fn new(frame: Arc<Frame>, future: F) -> Self {
        Self { frame, future: Some(future) }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _left = Left(frame::push(this.frame.clone()));
        match this.future.as_pin_mut() {
            Some(future) => future.poll(task),
            // Only dropping takes the future away.
            None => Poll::Pending,
        }
    }
}

/// Leaves the scope, also when the future panics.
struct Left(u64);

impl Drop for Left {
    fn drop(&mut self) {
        frame::pop(self.0);
    }
}

impl<F: fmt::Debug> fmt::Debug for Scoped<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scoped").field("future", &self.future).finish_non_exhaustive()
    }
}
