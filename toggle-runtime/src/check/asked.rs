//! The check of a toggle at a point, or of a toggle that the build has fixed.

use toggle_rules::Targeting;

use crate::{
    catalogue::{pin::Pin, point::Point},
    check::{
        guarded::{Alone, Guarded, Other},
        shadowed::Shadowed,
    },
};

/// A check: the point to read, and the pin that replaces it if the build has fixed the toggle.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    point: &'static Point,
    pin: Pin,
}

impl Check {
    /// Makes a check from constants. For a pinned toggle, the optimized code of a check is its constant value.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`, and the answer has to be seen to be constant")]
    pub const fn new(point: &'static Point, pin: Pin) -> Self {
        Self { point, pin }
    }

    /// Returns whether the toggle is on.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub fn is_on(self) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on(),
        }
    }

    /// Returns whether the toggle is off.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub fn is_off(self) -> bool {
        !self.is_on()
    }

    /// Returns the index of the value if the build has fixed it, or it is the same for every check.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub(crate) fn fixed_index(self) -> Option<u8> {
        self.pin.index().or_else(|| self.point.fixed_index())
    }

    /// Returns the point. It is meaningful only if the build has not fixed the toggle.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub(crate) fn point(self) -> &'static Point {
        self.point
    }

    /// Returns whether the toggle is on. `default` applies if there is no registry.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub(crate) fn is_on_or(self, default: bool) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on_or(default),
        }
    }

    /// Returns whether the value may depend on a context, so that the caller has to make one. Does not record a check.
    #[inline]
    pub fn needs_context(self) -> bool {
        self.pin.index().is_none() && self.point.needs_context()
    }

    /// Returns the gated code if it is to run. It has no other way to compare with.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub fn guarded(self) -> Option<Alone> {
        match self.pin.index() {
            Some(index) => (index != 0).then_some(Alone::new(None)),
            None => {
                (self.point.is_on() || self.point.retry_value(None).is_some()).then_some(Alone::new(Some(self.point)))
            }
        }
    }

    /// Returns the gated code if it is to run for `context`.
    #[inline]
    pub fn guarded_for(self, context: &dyn Targeting) -> Option<Alone> {
        if let Some(index) = self.pin.index() {
            return (index != 0).then_some(Alone::new(None));
        }
        let runs = self.point.is_on_for(context) || self.point.retry_value(Some(context)).is_some();
        runs.then_some(Alone::new(Some(self.point)))
    }

    /// Returns the way that is to run: `Ok` with the gated code, or `Err` with the other way.
    ///
    /// # Errors
    ///
    /// If the toggle is off.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub fn ways(self) -> Result<Guarded, Other> {
        match self.pin.index() {
            Some(0) => Err(Other::new(None)),
            Some(_) => Ok(Guarded::new(None)),
            None if self.point.is_on() => Ok(Guarded::new(Some(self.point))),
            None => self.point.off_way(None),
        }
    }

    /// Returns the way that is to run for `context`.
    ///
    /// # Errors
    ///
    /// If the toggle is off.
    #[inline]
    pub fn ways_for(self, context: &dyn Targeting) -> Result<Guarded, Other> {
        match self.pin.index() {
            Some(0) => Err(Other::new(None)),
            Some(_) => Ok(Guarded::new(None)),
            None if self.point.is_on_for(context) => Ok(Guarded::new(Some(self.point))),
            None => self.point.off_way(Some(context)),
        }
    }

    /// Returns the choice between the two ways of shadow mode.
    #[inline]
    pub fn shadowed(self) -> Shadowed {
        match self.pin.index() {
            Some(index) => Shadowed::pinned(index != 0),
            None => Shadowed::of(self.point, None),
        }
    }

    /// Returns the choice between the two ways of shadow mode, for `context`.
    #[inline]
    pub fn shadowed_for(self, context: &dyn Targeting) -> Shadowed {
        match self.pin.index() {
            Some(index) => Shadowed::pinned(index != 0),
            None => Shadowed::of(self.point, Some(context)),
        }
    }

    /// Returns whether the toggle is on for `context`, after [`is_on_for_all`](Self::is_on_for_all) has returned
    /// `None`.
    pub(crate) fn decides_for(self, context: &dyn Targeting) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.decides_for(context),
        }
    }

    /// Returns whether the toggle is on for `context`.
    #[inline]
    pub(crate) fn is_on_for(self, context: &dyn Targeting) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on_for(context),
        }
    }

    /// Returns whether the toggle is on, or `None` if the answer depends on a context.
    #[inline]
    pub(crate) fn is_on_for_all(self) -> Option<bool> {
        match self.pin.index() {
            Some(index) => Some(index != 0),
            None => self.point.is_on_for_all(),
        }
    }
}
