//! Retries of a toggle that its guard has switched off.

use toggle_rules::{Targeting, Value};

use crate::{
    catalogue::point::{Point, mode},
    registry::Registry,
    scope::frame,
};

impl Registry {
    /// Returns the value for a retry at a guarded point, for this context or the context of the scope. The value is
    /// the toggle's value without the rollback, if the gated code would run with that value and the guard admits a
    /// retry.
    pub(crate) fn retry_value(&self, point: &'static Point, context: Option<&dyn Targeting>) -> Option<Value> {
        let toggle = point.toggle();
        let guard = self.guard(point)?;
        if frame::overrides_any(self) && !guard.budget().overrides {
            // The guard does not count this call, so the call must not take the place of one that counts.
            return None;
        }
        if frame::current(self).is_some_and(|frame| frame.overrides(toggle)) {
            return None;
        }
        let value = self.look(context, |scene| scene.value_without_guard(toggle).cloned())?;
        let would_run = match value {
            Value::Shadow(share) => point.is(mode::SHADOWED) && self.runs_both(toggle, share),
            _ => value.is_on(),
        };
        (would_run && guard.admits(self.now())).then_some(value)
    }
}
