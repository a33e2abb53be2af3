//! The future of a response inside a scope.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use http::Response;
use toggle_runtime::{Scope, Scoped};

use crate::{body::ScopeBody, caching::Caching};

pin_project_lite::pin_project! {
    /// The response to a request that is in a scope of its own. Made by [`ScopeService`](crate::ScopeService).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ScopeFuture<F> {
        #[pin]
        future: Scoped<F>,
        // The one that the future is in, for the body.
        scope: Scope,
        // None where no request can override anything.
        caching: Option<Caching>,
    }
}

impl<F> ScopeFuture<F> {
    pub(crate) fn new(future: Scoped<F>, scope: Scope, caching: Option<Caching>) -> Self {
        Self { future, scope, caching }
    }
}

impl<F, R, E> Future for ScopeFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = Result<Response<ScopeBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (scope, caching) = (this.scope, this.caching);
        this.future.poll(task).map_ok(|mut response| {
            if let Some(caching) = caching {
                caching.mark(response.headers_mut());
            }
            response.map(|body| ScopeBody::new(body, scope.clone()))
        })
    }
}
