//! The hot path of every check, and its slow paths to the registry.

use std::sync::atomic::Ordering::Relaxed;

use toggle_rules::{Targeting, Value};

use crate::{
    ask::question::{For, ForAll, ForRest},
    catalogue::point::{Point, mode, state},
    check::guarded::{Guarded, Other},
    global,
};

impl Point {
    /// Returns whether the toggle is on: one relaxed load, unless the value is not cached or depends on the context.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "the check is four instructions; a call would cost more, in debug builds too"
    )]
    pub fn is_on(&'static self) -> bool {
        let state = self.state.load(Relaxed);
        state != state::OFF && (state > state::OFF || self.ask())
    }

    /// Returns whether the toggle is on, like [`is_on`](Self::is_on). `default` applies if there is no registry.
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

    /// Returns whether the toggle is off, at the same cost.
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

    /// Returns whether the toggle is on for `context`.
    #[inline]
    pub(crate) fn is_on_for(&'static self, context: &dyn Targeting) -> bool {
        self.fixed_index().map_or_else(|| self.ask_for(context), |index| index != 0)
    }

    #[cold]
    #[inline(never)]
    fn ask_for(&'static self, context: &dyn Targeting) -> bool {
        self.read_on(Some(context)).unwrap_or_else(|| self.is_on_by_default())
    }

    /// Returns whether the toggle is on for `context`, after [`is_on_for_all`](Self::is_on_for_all) has returned
    /// `None`. That call has recorded the check.
    pub(crate) fn decides_for(&'static self, context: &dyn Targeting) -> bool {
        match self.fixed_index() {
            Some(index) => index != 0,
            None => match global::registry_for_check() {
                Some(registry) => registry.is_on_by(self, ForRest(context)).unwrap_or_default(),
                None => self.is_on_by_default(),
            },
        }
    }

    /// Returns whether the value may depend on a context. Does not record a check.
    #[inline]
    pub(crate) fn needs_context(&'static self) -> bool {
        self.is(mode::RETRYING) || (self.fixed_index().is_none() && self.ask_whether_context_matters())
    }

    #[cold]
    #[inline(never)]
    fn ask_whether_context_matters(&'static self) -> bool {
        global::registry_for_check().is_some_and(|registry| registry.needs_context(self))
    }

    /// Returns the toggle's value for a half-open trial, if a guard has tripped and this call is to be a trial call.
    #[inline]
    pub(crate) fn retry_value(&'static self, context: Option<&dyn Targeting>) -> Option<Value> {
        if self.is(mode::RETRYING) { self.ask_whether_to_try(context) } else { None }
    }

    #[cold]
    #[inline(never)]
    fn ask_whether_to_try(&'static self, context: Option<&dyn Targeting>) -> Option<Value> {
        global::registry_for_check()?.retry_value(self, context)
    }

    /// Returns the way of a call for which the toggle is off: the other way, unless this call is a trial call.
    #[inline]
    pub(crate) fn off_way(&'static self, context: Option<&dyn Targeting>) -> Result<Guarded, Other> {
        if self.is(mode::RETRYING | mode::COMPARED) { self.ask_off_way(context) } else { Err(Other::new(None)) }
    }

    #[cold]
    #[inline(never)]
    fn ask_off_way(&'static self, context: Option<&dyn Targeting>) -> Result<Guarded, Other> {
        if self.retry_value(context).is_some() { Ok(Guarded::new(Some(self))) } else { Err(Other::new(Some(self))) }
    }

    /// Returns whether the toggle is on, or `None` if the answer depends on a context.
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

    /// Returns whether the toggle is on by the registry, or `None` if the registry does not know the toggle yet.
    fn read_on(&'static self, context: Option<&dyn Targeting>) -> Option<bool> {
        global::registry_for_check()?.is_on_by(self, For(context))
    }

    /// Reads the value from the registry. Returns `None` if the registry does not know the toggle yet.
    pub(crate) fn read<R>(&'static self, context: Option<&dyn Targeting>, read: impl Fn(&Value) -> R) -> Option<R> {
        global::registry_for_check()?.check(self, For(context), read)
    }

    /// Reads the value like [`read`](Self::read). The outer `None` is a value that depends on a context.
    #[expect(clippy::option_option, reason = "a context may matter, or there may be no such toggle")]
    pub(crate) fn read_for_all<R>(&'static self, read: impl Fn(&Value) -> R) -> Option<Option<R>> {
        let Some(registry) = global::registry_for_check() else { return Some(None) };
        registry.check(self, ForAll, read).map(Some)
    }

    /// Reads the value for a context, after [`read_for_all`](Self::read_for_all) has returned `None`.
    pub(crate) fn read_decided<R>(&'static self, context: &dyn Targeting, read: impl Fn(&Value) -> R) -> Option<R> {
        global::registry_for_check()?.check(self, ForRest(context), read)
    }
}
