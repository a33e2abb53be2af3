//! Trying a toggle again that its guard has switched off.

use toggle_rules::{Targeting, Value};

use crate::{
    catalogue::point::{Point, mode},
    registry::Registry,
    scope::frame,
};

impl Registry {
    /// Returns the value by which a guarded point may try its toggle for this context, or that of the scope, though the
    /// guard has switched it off: the value that it would have then, if by that the gated code would run in this call.
    pub(crate) fn retry_value(&self, point: &'static Point, context: Option<&dyn Targeting>) -> Option<Value> {
        let toggle = point.toggle();
        let guard = self.guard(point)?;
        if frame::overrides_any(self) && !guard.budget().overrides {
            // The call would not be counted, so it must not take the place of one that is.
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
