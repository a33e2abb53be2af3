//! Looking at the states: those of the scope that the thread is in, or those in force.

use toggle_rules::Targeting;

use crate::{
    base::clock,
    model::context::Context,
    registry::{Evaluator, Registry},
    scope::frame,
};

impl Registry {
    /// Looks at the states as they are here and now: in the scope of this thread, or outside of scopes.
    #[inline]
    pub(crate) fn look<R>(&self, context: Option<&dyn Targeting>, look: impl Fn(&Evaluator<'_>) -> R) -> R {
        frame::look(self, context, &look).unwrap_or_else(|| {
            let view = self.view();
            look(&Evaluator::new(&view, &[], context.unwrap_or(&Context::default()), &clock::now))
        })
    }
}
