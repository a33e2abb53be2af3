//! The layer, and the scope that it makes of a request.

use std::{fmt, sync::Arc};

use http::request::Parts;
use toggle_runtime::{Context, Scope, Targeting};

use crate::{
    caching::Caching,
    contain::contain,
    making::{Adding, MakeScope},
    overrides::Overrides,
};

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
    make: Arc<F>,
    overrides: Option<Arc<Overrides>>,
}

impl<F, T> ScopeLayer<F>
where
    F: Fn(&Parts) -> T,
    T: Targeting + Send + Sync + 'static,
{
    /// Makes the layer. `context` says who or what a request is for, by a [`Context`] or a [`Targeting`] type of your
    /// own. That replaces the context of a scope around.
    ///
    /// It runs outside of the request's scope, and for each request: keep it short. It sees what outer layers have put
    /// into the extensions, such as the user whom they have authenticated. If it panics, the request goes on, and is
    /// for nobody: its context is empty. The panic is reported as an event of `tracing` with the target `toggle_tower`.
    ///
    /// Where rules decide by what the closure looks at, such as a header or a cookie, responses differ by that. A
    /// service that lets shared caches store them has to say so in `Vary`, as for any other use of such a header.
    pub fn new(context: F) -> Self {
        Self::of(context)
    }
}

impl<F> ScopeLayer<Adding<F>>
where
    F: Fn(&Parts, Scope) -> Scope,
{
    /// Makes a layer that adds to the scope of a request, behind the layer that has put the request into it.
    ///
    /// Use this where a part of the service already asks toggles before the user is known. The scope, and with it the
    /// view of all states, begins with the outer layer; what this layer adds holds for the inner service, its future
    /// and its response body. Where nobody asks before, one [`ScopeLayer::new`] behind the authentication is enough.
    ///
    /// `add` gets the head of the request and a scope inside the present one, which keeps the context of that one.
    /// It returns the scope for the inner service. If it panics, nothing is added, and the panic is reported as an
    /// event of `tracing` with the target `toggle_tower`.
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
    /// In axum, where an extractor knows the user, see [`respond_in`](crate::respond_in).
    pub fn adding(add: F) -> Self {
        Self::of(Adding(add))
    }
}

impl<F: MakeScope> ScopeLayer<F> {
    /// Returns the scope of a request, and what marks its response for caches.
    pub(crate) fn scope(&self, request: &Parts) -> (Scope, Option<Caching>) {
        let made = self.make.scope(request);
        let Some(overrides) = &self.overrides else { return (made, None) };
        // A header that is refused now may be accepted for somebody else, or later.
        let has_header = request.headers.contains_key(overrides.header_name());
        let caching = Some(Caching::new(overrides.clone(), has_header));
        if !has_header {
            return (made, caching);
        }
        // A type of the user may be asked for its key. A grant for somebody is refused where nobody is known.
        let context = contain("the targeting key of the context", || made.run(Context::current)).unwrap_or_default();
        (overrides.apply(&made, &request.headers, &context).unwrap_or(made), caching)
    }
}

impl<F> ScopeLayer<F> {
    fn of(make: F) -> Self {
        Self { make: Arc::new(make), overrides: None }
    }

    /// Has requests that carry a signed header override toggles for themselves. Without this, there is no such header.
    #[must_use]
    pub fn overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = Some(Arc::new(overrides));
        self
    }
}

// Not derived, since the closure need not be cloned or printed.
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
