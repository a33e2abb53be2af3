//! The future of a response in the scope of its request.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll},
};

use http::Response;
use toggle_runtime::{Scope, Scoped};

use crate::{body::ScopeBody, caching::Caching};

pin_project_lite::pin_project! {
    /// The future of a response, polled in the scope of its request. Returned by [`ScopeService`](crate::ScopeService).
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use http::{Request, Response};
    /// use toggle_runtime::{Context, enabled};
    /// use toggle_tower::{ScopeFuture, ScopeLayer};
    /// use tower::{Layer, Service, service_fn};
    ///
    /// async fn handler(_: Request<()>) -> Result<Response<String>, Infallible> {
    ///     Ok(Response::new(enabled!("new-checkout").to_string()))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Infallible> {
    /// let mut service = ScopeLayer::new(|_| Context::default()).layer(service_fn(handler));
    /// let future: ScopeFuture<_> = service.call(Request::new(()));
    /// assert_eq!(future.await?.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct ScopeFuture<F> {
        #[pin]
        future: Scoped<F>,
        // The scope of the future, for the body.
        scope: Scope,
        // `None` if the layer has no overrides.
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
