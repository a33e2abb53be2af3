//! The layer, and the construction of a request's scope.

use std::{fmt, sync::Arc};

use http::request::Parts;
use toggle_runtime::{Context, Scope, Targeting};

use crate::{
    caching::Caching,
    contain::contain,
    making::{Adding, MakeScope},
    overrides::Overrides,
};

/// A layer that runs each request in its own [scope](toggle_runtime::scope()).
///
/// All checks of one request evaluate against one snapshot of all states, for the context that the closure returns for
/// the request's head. The scope covers the call of the inner service, its future and the response body. It also covers
/// the drop of the future and of the body, as when a client disconnects.
///
/// The scope does not cover `poll_ready` of the inner service, which belongs to no request. It does not cover spawned
/// tasks, unless the handler passes the scope to them.
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
    make: Arc<F>,
    overrides: Option<Arc<Overrides>>,
}

impl<F, T> ScopeLayer<F>
where
    F: Fn(&Parts) -> T,
    T: Targeting + Send + Sync + 'static,
{
    /// Returns a layer. `context` returns the user or entity of a request, as a [`Context`] or your own [`Targeting`]
    /// type. It replaces the context of an enclosing scope.
    ///
    /// The closure runs outside the request's scope and for each request, so keep it short. It sees the extensions that
    /// outer layers have set, such as the authenticated user. If it panics, the request continues with an empty
    /// context. The panic is reported as a `tracing` event with the target `toggle_tower`.
    ///
    /// If rules depend on data that the closure reads, such as a header or a cookie, responses differ by that data. A
    /// service whose responses are stored in shared caches must then list the header in `Vary`.
    pub fn new(context: F) -> Self {
        Self::of(context)
    }
}

impl<F> ScopeLayer<Adding<F>>
where
    F: Fn(&Parts, Scope) -> Scope,
{
    /// Returns a layer that adds to the scope of a request, inside the layer that has created the scope.
    ///
    /// Use it if a part of the service checks toggles before the user is known. The scope and its snapshot of all
    /// states begin with the outer layer. The additions of this layer apply to the inner service, its future and its
    /// response body. If nothing checks toggles before, one [`ScopeLayer::new`] inside the authentication is enough.
    ///
    /// `add` receives the head of the request and a scope inside the current one, with the same context. It returns the
    /// scope for the inner service. If it panics, the scope stays unchanged, and the panic is reported as a `tracing`
    /// event with the target `toggle_tower`.
    ///
    /// ```
    /// use toggle_runtime::Context;
    /// use toggle_tower::ScopeLayer;
    ///
    /// #[derive(Clone)]
    /// struct User(String);
    ///
    /// let outer = ScopeLayer::new(|request| match request.headers.get("x-country").map(|country| country.to_str()) {
    ///     Some(Ok(country)) => Context::default().with("country", country),
    ///     _ => Context::default(),
    /// });
    /// // Between the two, a layer authenticates the user and puts it into the extensions.
    /// let inner = ScopeLayer::adding(|request, scope| match request.extensions.get::<User>() {
    ///     Some(User(id)) => scope.key(id),
    ///     None => scope,
    /// });
    /// # fn axum<S>(layer: S) where S: tower_layer::Layer<axum::routing::Route> {}
    /// # axum(outer);
    /// # axum(inner);
    /// ```
    ///
    /// For an extractor of axum that authenticates the user, see [`respond_in`](crate::respond_in).
    pub fn adding(add: F) -> Self {
        Self::of(Adding(add))
    }
}

impl<F: MakeScope> ScopeLayer<F> {
    /// Returns the scope of a request, and the data for the caching headers of its response.
    pub(crate) fn scope(&self, request: &Parts) -> (Scope, Option<Caching>) {
        let made = self.make.scope(request);
        let Some(overrides) = &self.overrides else { return (made, None) };
        // The response is marked even if the header is refused: another user's request, or a later one, may be
        // accepted.
        let has_header = request.headers.contains_key(overrides.header_name());
        let caching = Some(Caching::new(overrides.clone(), has_header));
        if !has_header {
            return (made, caching);
        }
        // The key may come from a type of the user. Without a known key, a grant that is bound to a key is refused.
        let context = contain("the targeting key of the context", || made.run(Context::current)).unwrap_or_default();
        (overrides.apply(&made, &request.headers, &context).unwrap_or(made), caching)
    }
}

impl<F> ScopeLayer<F> {
    fn of(make: F) -> Self {
        Self { make: Arc::new(make), overrides: None }
    }

    /// Lets requests with a signed header override toggles for themselves. By default, no header can override toggles.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = Some(Arc::new(overrides));
        self
    }
}

// Implemented by hand, because a derive would require `F: Clone` and `F: Debug`.
impl<F> Clone for ScopeLayer<F> {
    fn clone(&self) -> Self {
        Self { make: self.make.clone(), overrides: self.overrides.clone() }
    }
}

impl<F> fmt::Debug for ScopeLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeLayer").field("overrides", &self.overrides).finish_non_exhaustive()
    }
}
