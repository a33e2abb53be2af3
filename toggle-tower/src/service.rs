//! The service that calls the inner one inside a scope.

use std::{
    fmt,
    task::{Context as TaskContext, Poll},
};

use http::{Request, Response};
use toggle_runtime::scope;
use tower_layer::Layer;
use tower_service::Service;

use crate::{body::ScopeBody, future::ScopeFuture, layer::ScopeLayer, making::MakeScope};

/// A service that runs each request in its own scope. Returned by [`ScopeLayer`].
///
/// ```
/// use toggle_runtime::Context;
/// use toggle_tower::{ScopeLayer, ScopeService};
/// use tower::Layer;
///
/// let router: axum::Router = axum::Router::new();
/// let service: ScopeService<axum::Router, _> = ScopeLayer::new(|_| Context::default()).layer(router);
/// ```
pub struct ScopeService<S, F> {
    inner: S,
    layer: ScopeLayer<F>,
}

impl<S, F> Layer<S> for ScopeLayer<F> {
    type Service = ScopeService<S, F>;

    fn layer(&self, inner: S) -> Self::Service {
        ScopeService { inner, layer: self.clone() }
    }
}

impl<S, F, B, R> Service<Request<B>> for ScopeService<S, F>
where
    S: Service<Request<B>, Response = Response<R>>,
    F: MakeScope,
{
    type Response = Response<ScopeBody<R>>;
    type Error = S::Error;
    type Future = ScopeFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut TaskContext<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let (scope_of_request, caching) = self.layer.scope(&parts);
        let request = Request::from_parts(parts, body);
        scope_of_request.run(|| {
            // Takes the scope from inside. A scope entered again from `scope_of_request` would take a new snapshot, so
            // a flip in between would be visible.
            let here = scope();
            ScopeFuture::new(here.run_async(self.inner.call(request)), here, caching)
        })
    }
}

impl<S: Clone, F> Clone for ScopeService<S, F> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S: fmt::Debug, F> fmt::Debug for ScopeService<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeService").field("inner", &self.inner).field("layer", &self.layer).finish()
    }
}
