//! The context of the current scope.

use crate::{global, model::context::Context, scope::frame};

impl Context {
    /// Returns the context of the [scope](crate::scope()) that this thread is in, or the empty one. It is without the
    /// attributes of the [process](crate::Builder::context).
    ///
    /// If the scope has a [type of your own](crate::Scope::context) as its context, the result has the targeting key
    /// and the attributes that scopes have added to that type. It has none of the type's own attributes, since a
    /// [`Targeting`](crate::Targeting) cannot list them. Checks in the scope see all of them. To add to the context of
    /// a scope, use [`Scope::with`](crate::Scope::with).
    pub fn current() -> Self {
        frame::current(global::registry()).map(|frame| frame.context().known()).unwrap_or_default()
    }
}
