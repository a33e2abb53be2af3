//! The context of the current scope.

use crate::{global, model::context::Context, scope::frame};

impl Context {
    /// Returns the context of the [scope](crate::scope()) of this thread, or the empty context.
    ///
    /// Use it to pass the context on, as to a task or another service. To add to the context of a scope, use
    /// [`Scope::with`](crate::Scope::with).
    ///
    /// The result does not have the attributes of the [process](crate::Builder::context). If the scope has
    /// [your own type](crate::Scope::context) as its context, the result has the targeting key and the attributes that
    /// scopes have added to that type. The result has none of the type's own attributes, because a
    /// [`Targeting`](crate::Targeting) cannot list them. Checks in the scope use all of them.
    ///
    /// ```
    /// use toggle_runtime::{Context, scope};
    ///
    /// scope().key("user-123").run(|| {
    ///     assert_eq!(Context::current().key(), Some("user-123"));
    /// });
    /// ```
    pub fn current() -> Self {
        frame::current(global::registry()).map(|frame| frame.context().known()).unwrap_or_default()
    }
}
