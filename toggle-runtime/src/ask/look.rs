//! Access to the states: the states of the thread's scope, or the current ones.

use toggle_rules::Targeting;

use crate::{
    base::clock,
    model::context::Context,
    registry::{Evaluator, Registry},
    scope::frame,
};

impl Registry {
    /// Looks at the states of the scope of this thread, or outside of scopes at the current states.
    #[inline]
    pub(crate) fn look<R>(&self, context: Option<&dyn Targeting>, look: impl Fn(&Evaluator<'_>) -> R) -> R {
        frame::look(self, context, &look).unwrap_or_else(|| {
            let view = self.view();
            look(&Evaluator::new(&view, &[], context.unwrap_or(&Context::default()), &clock::now))
        })
    }
}
