use std::{fmt, sync::Arc};

use http::request::Parts;
use toggle_runtime::{Context, Scope, scope};
use tower_layer::Layer;

use crate::{caching::Caching, contain::contain, overrides::Overrides, service::ScopeService};

/// A layer that puts each request into a [scope](toggle_runtime::scope()) of its own.
///
/// All checks of one request give answers out of one view of all states, for the context that the closure makes of the
/// request's head. The scope holds while the inner service is called, while its future is polled, while the body of the
/// response is polled, and while the latter two are dropped, as when the client has gone. It does not hold while the
/// inner service gets ready, which is for no request in particular, nor in tasks that are spawned without being handed
/// it.
///
/// ```
/// use toggle_runtime::Context;
/// use toggle_tower::ScopeLayer;
///
/// let layer = ScopeLayer::new(|request| match request.headers.get("x-user").and_then(|user| user.to_str().ok()) {
///     Some(user) => Context::new(user),
///     None => Context::default(),
/// });
/// # fn axum<S>(layer: S) where S: tower_layer::Layer<axum::routing::Route> {}
/// # axum(layer);
/// ```
pub struct ScopeLayer<F> {
    context: Arc<F>,
    overrides: Option<Arc<Overrides>>,
}

impl<F: Fn(&Parts) -> Context> ScopeLayer<F> {
    /// Makes the layer. `context` says who or what a request is for.
    ///
    /// It runs outside of the request's scope, and for each request: keep it short. It sees what outer layers have put
    /// into the extensions, such as the user whom they have authenticated. If it panics, the request goes on, and is
    /// for nobody: its context is empty. The panic is reported as an event of `tracing` with the target `toggle_tower`.
    ///
    /// Where rules decide by what the closure looks at, such as a header or a cookie, responses differ by that. A
    /// service that lets shared caches store them has to say so in `Vary`, as for any other use of such a header.
    pub fn new(context: F) -> Self {
        Self { context: Arc::new(context), overrides: None }
    }

    /// Returns the scope of a request, and what marks its response for caches.
    pub(crate) fn scope(&self, request: &Parts) -> (Scope, Option<Caching>) {
        let context = contain("the closure that gives the context", || (self.context)(request)).unwrap_or_default();
        let Some(overrides) = &self.overrides else { return (scope().context(context), None) };
        let overridden = overrides.apply(&scope(), &request.headers, &context);
        // A header that is refused now may be accepted for somebody else, or later.
        let has_header = request.headers.contains_key(overrides.header_name());
        let caching = Caching::new(overrides.clone(), has_header);
        (overridden.unwrap_or_else(scope).context(context), Some(caching))
    }
}

impl<F> ScopeLayer<F> {
    /// Has requests that carry a signed header override toggles for themselves. Without this, there is no such header.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = Some(Arc::new(overrides));
        self
    }
}

impl<S, F> Layer<S> for ScopeLayer<F> {
    type Service = ScopeService<S, F>;

    fn layer(&self, inner: S) -> Self::Service {
        ScopeService::new(inner, self.clone())
    }
}

// Not derived, since the closure need not be cloned or printed.
impl<F> Clone for ScopeLayer<F> {
    fn clone(&self) -> Self {
        Self { context: self.context.clone(), overrides: self.overrides.clone() }
    }
}

impl<F> fmt::Debug for ScopeLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeLayer").field("overrides", &self.overrides).finish_non_exhaustive()
    }
}
