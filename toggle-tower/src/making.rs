//! The creation of a request's scope.

use http::request::Parts;
use toggle_runtime::{Context, Scope, Targeting, scope};

use crate::contain::contain;

/// A factory of scopes. Implemented for closures that return a context, and for [`Adding`].
pub trait MakeScope {
    /// Returns the scope for the rest of the request. Panics of user code are caught.
    fn scope(&self, request: &Parts) -> Scope;
}

impl<F, T> MakeScope for F
where
    F: Fn(&Parts) -> T,
    T: Targeting + Send + Sync + 'static,
{
    fn scope(&self, request: &Parts) -> Scope {
        match contain("the closure that gives the context", || self(request)) {
            Some(context) => scope().context(context),
            None => scope().context(Context::default()),
        }
    }
}

/// A closure that adds to the current scope, the parameter of a layer of
/// [`ScopeLayer::adding`](crate::ScopeLayer::adding).
///
/// ```
/// use http::request::Parts;
/// use toggle_runtime::Scope;
/// use toggle_tower::{Adding, ScopeLayer};
///
/// type Add = fn(&Parts, Scope) -> Scope;
///
/// /// The layer as the field of a struct.
/// struct Layers {
///     beta: ScopeLayer<Adding<Add>>,
/// }
///
/// let layers = Layers { beta: ScopeLayer::adding(|_, scope| scope.with("group", "beta")) };
/// ```
pub struct Adding<F>(pub(crate) F);

impl<F: Fn(&Parts, Scope) -> Scope> MakeScope for Adding<F> {
    fn scope(&self, request: &Parts) -> Scope {
        contain("the closure that adds to the scope", || (self.0)(request, scope())).unwrap_or_else(scope)
    }
}

// Implemented by hand, because a derive would require `F: Debug`.
impl<F> std::fmt::Debug for Adding<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Adding").finish_non_exhaustive()
    }
}
