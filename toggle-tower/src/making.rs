//! How the scope of a request is made.

use http::request::Parts;
use toggle_runtime::{Context, Scope, Targeting, scope};

use crate::contain::contain;

/// Makes the scope of a request. Implemented for closures that give its context, and for [`Adding`].
pub trait MakeScope {
    /// Returns the scope for the rest of the request. Nothing of it panics.
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

/// A closure that adds to the scope around. Made by [`ScopeLayer::adding`](crate::ScopeLayer::adding).
pub struct Adding<F>(pub(crate) F);

impl<F: Fn(&Parts, Scope) -> Scope> MakeScope for Adding<F> {
    fn scope(&self, request: &Parts) -> Scope {
        contain("the closure that adds to the scope", || (self.0)(request, scope())).unwrap_or_else(scope)
    }
}

// Not derived, since the closure need not be printed.
impl<F> std::fmt::Debug for Adding<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Adding").finish_non_exhaustive()
    }
}
