//! Asking at a point: the hot path of every check, and the ways from it to the registry.

use std::sync::atomic::Ordering::Relaxed;

use toggle_rules::{Targeting, Value};

use crate::{
    ask::question::{For, ForAll, ForRest},
    catalogue::point::{Point, mode, state},
    check::guarded::{Guarded, Other},
    global,
};

impl Point {
    /// Whether the toggle is on: one relaxed load, unless the answer is not known yet or depends on who asks.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "the check is four instructions; a call would cost more, in debug builds too"
    )]
    pub fn is_on(&'static self) -> bool {
        let state = self.state.load(Relaxed);
        state != state::OFF && (state > state::OFF || self.ask())
    }

    /// Returns the same as [`is_on`](Self::is_on), where the default is known that is the answer without a registry.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub(crate) fn is_on_or(&'static self, default: bool) -> bool {
        let state = self.state.load(Relaxed);
        state != state::OFF && (state > state::OFF || self.ask_or(default))
    }

    #[cold]
    #[inline(never)]
    fn ask_or(&'static self, default: bool) -> bool {
        self.read_on(None).unwrap_or(default)
    }

    /// Whether the toggle is off, at the same cost.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub fn is_off(&'static self) -> bool {
        !self.is_on()
    }

    #[cold]
    #[inline(never)]
    fn ask(&'static self) -> bool {
        self.read_on(None).unwrap_or_else(|| self.is_on_by_default())
    }

    /// Whether the toggle is on for `context`.
    #[inline]
    pub(crate) fn is_on_for(&'static self, context: &dyn Targeting) -> bool {
        self.fixed_index().map_or_else(|| self.ask_for(context), |index| index != 0)
    }

    #[cold]
    #[inline(never)]
    fn ask_for(&'static self, context: &dyn Targeting) -> bool {
        self.read_on(Some(context)).unwrap_or_else(|| self.is_on_by_default())
    }

    /// Whether the toggle is on for `context`, where [`is_on_for_all`](Self::is_on_for_all) could not tell. What it
    /// could tell has been noted then.
    pub(crate) fn decides_for(&'static self, context: &dyn Targeting) -> bool {
        match self.fixed_index() {
            Some(index) => index != 0,
            None => match global::registry_for_check() {
                Some(registry) => registry.is_on_by(self, ForRest(context)).unwrap_or_default(),
                None => self.is_on_by_default(),
            },
        }
    }

    /// Whether a context can matter. Notes nothing.
    #[inline]
    pub(crate) fn needs_context(&'static self) -> bool {
        self.is(mode::RETRYING) || (self.fixed_index().is_none() && self.ask_whether_context_matters())
    }

    #[cold]
    #[inline(never)]
    fn ask_whether_context_matters(&'static self) -> bool {
        global::registry_for_check().is_some_and(|registry| registry.needs_context(self))
    }

    /// Returns the value of the toggle, which a guard has switched off, in this call, if the call is to try the toggle.
    #[inline]
    pub(crate) fn retry_value(&'static self, context: Option<&dyn Targeting>) -> Option<Value> {
        if self.is(mode::RETRYING) { self.ask_whether_to_try(context) } else { None }
    }

    #[cold]
    #[inline(never)]
    fn ask_whether_to_try(&'static self, context: Option<&dyn Targeting>) -> Option<Value> {
        global::registry_for_check()?.retry_value(self, context)
    }

    /// The way of a call for which the toggle is off: the other one, unless the toggle is to be tried by this call.
    #[inline]
    pub(crate) fn off_way(&'static self, context: Option<&dyn Targeting>) -> Result<Guarded, Other> {
        if self.is(mode::RETRYING | mode::COMPARED) { self.ask_off_way(context) } else { Err(Other::new(None)) }
    }

    #[cold]
    #[inline(never)]
    fn ask_off_way(&'static self, context: Option<&dyn Targeting>) -> Result<Guarded, Other> {
        if self.retry_value(context).is_some() { Ok(Guarded::new(Some(self))) } else { Err(Other::new(Some(self))) }
    }

    /// Whether the toggle is on, if that does not depend on a context.
    #[inline]
    pub(crate) fn is_on_for_all(&'static self) -> Option<bool> {
        self.fixed_index().map_or_else(|| self.ask_for_all(), |index| Some(index != 0))
    }

    #[cold]
    #[inline(never)]
    fn ask_for_all(&'static self) -> Option<bool> {
        match global::registry_for_check() {
            Some(registry) => registry.is_on_by(self, ForAll),
            None => Some(self.is_on_by_default()),
        }
    }

    /// Asks the registry whether the toggle is on. None where the toggle is not known yet.
    fn read_on(&'static self, context: Option<&dyn Targeting>) -> Option<bool> {
        global::registry_for_check()?.is_on_by(self, For(context))
    }

    /// Asks the registry for the value and reads it. None where the toggle is not known yet.
    pub(crate) fn read<R>(&'static self, context: Option<&dyn Targeting>, read: impl Fn(&Value) -> R) -> Option<R> {
        global::registry_for_check()?.check(self, For(context), read)
    }

    /// Does the same as [`read`](Self::read), if the value does not depend on a context.
    #[expect(clippy::option_option, reason = "a context may matter, or there may be no such toggle")]
    pub(crate) fn read_for_all<R>(&'static self, read: impl Fn(&Value) -> R) -> Option<Option<R>> {
        let Some(registry) = global::registry_for_check() else { return Some(None) };
        registry.check(self, ForAll, read).map(Some)
    }

    /// Does the same as [`read`](Self::read) for a context, where [`read_for_all`](Self::read_for_all) has read
    /// nothing.
    pub(crate) fn read_decided<R>(&'static self, context: &dyn Targeting, read: impl Fn(&Value) -> R) -> Option<R> {
        global::registry_for_check()?.check(self, ForRest(context), read)
    }
}
