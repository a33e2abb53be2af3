//! The body of a response in the scope of its request.

use std::{
    fmt,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use http_body::{Body, Frame, SizeHint};
use toggle_runtime::{Scope, scope};

pin_project_lite::pin_project! {
    /// The body of a response, polled and dropped in the scope of its request.
    ///
    /// A body that is produced while it is sent, as by a streaming method of tonic, therefore sees the same states as
    /// its handler, to the end. A stream that lives for hours and should follow flips takes its items from a spawned
    /// task.
    ///
    /// The [`Default`] is an empty body in the current scope.
    ///
    /// ```
    /// use http_body::Body;
    /// use toggle_tower::ScopeBody;
    ///
    /// // A layer that responds itself, such as a timeout, returns an empty body.
    /// let body = ScopeBody::<axum::body::Body>::default();
    /// assert!(body.is_end_stream());
    /// ```
    pub struct ScopeBody<B> {
        scope: Scope,
        // `None` after the drop, which happens inside the scope as well.
        #[pin]
        body: Option<B>,
    }

    impl<B> PinnedDrop for ScopeBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            this.scope.run(|| this.body.set(None));
        }
    }
}

impl<B> ScopeBody<B> {
    pub(crate) fn new(body: B, scope: Scope) -> Self {
        Self { scope, body: Some(body) }
    }
}

impl<B: Body> Body for ScopeBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        match this.body.as_pin_mut() {
            Some(body) => this.scope.run(|| body.poll_frame(task)),
            // Only the drop takes the body.
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

/// Layers that respond themselves, such as a timeout, need an empty body.
impl<B: Default> Default for ScopeBody<B> {
    fn default() -> Self {
        Self::new(B::default(), scope())
    }
}

impl<B: fmt::Debug> fmt::Debug for ScopeBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeBody").field("body", &self.body).finish_non_exhaustive()
    }
}
