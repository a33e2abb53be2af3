//! A check: a point, unless the build has fixed the toggle.

use toggle_rules::Targeting;

use crate::{
    catalogue::{pin::Pin, point::Point},
    check::{
        guarded::{Alone, Guarded, Other},
        shadowed::Shadowed,
    },
};

/// The point that a check asks, unless the build has fixed the toggle.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    point: &'static Point,
    pin: Pin,
}

impl Check {
    /// Makes a check of constants, so that where the toggle is fixed nothing is left of a check but its answer.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`, and the answer has to be seen to be constant")]
    pub const fn new(point: &'static Point, pin: Pin) -> Self {
        Self { point, pin }
    }

    /// Whether the toggle is on.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub fn is_on(self) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on(),
        }
    }

    /// Whether the toggle is off.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub fn is_off(self) -> bool {
        !self.is_on()
    }

    /// The index of the value, if the build has fixed it or it is the same for all who ask.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub(crate) fn fixed_index(self) -> Option<u8> {
        self.pin.index().or_else(|| self.point.fixed_index())
    }

    /// The point, for when the build has not fixed the toggle.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `new`")]
    pub(crate) fn point(self) -> &'static Point {
        self.point
    }

    /// Whether the toggle is on, where its default is known.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub(crate) fn is_on_or(self, default: bool) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on_or(default),
        }
    }

    /// Whether a context can matter, which is made only then. Asks without a trace.
    #[inline]
    pub fn needs_context(self) -> bool {
        self.pin.index().is_none() && self.point.needs_context()
    }

    /// The gated code, if it is to run. There is no other way to compare with.
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

    /// The gated code, if it is to run for `context`.
    #[inline]
    pub fn guarded_for(self, context: &dyn Targeting) -> Option<Alone> {
        if let Some(index) = self.pin.index() {
            return (index != 0).then_some(Alone::new(None));
        }
        let runs = self.point.is_on_for(context) || self.point.retry_value(Some(context)).is_some();
        runs.then_some(Alone::new(Some(self.point)))
    }

    /// The way that is to run: `Ok` with the gated code, or `Err` with the other one.
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

    /// The way that is to run for `context`.
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

    /// Returns which of two ways is to run.
    #[inline]
    pub fn shadowed(self) -> Shadowed {
        match self.pin.index() {
            Some(index) => Shadowed::pinned(index != 0),
            None => Shadowed::of(self.point, None),
        }
    }

    /// Returns which of two ways is to run for `context`.
    #[inline]
    pub fn shadowed_for(self, context: &dyn Targeting) -> Shadowed {
        match self.pin.index() {
            Some(index) => Shadowed::pinned(index != 0),
            None => Shadowed::of(self.point, Some(context)),
        }
    }

    /// Whether the toggle is on for `context`, where [`is_on_for_all`](Self::is_on_for_all) could not tell.
    pub(crate) fn decides_for(self, context: &dyn Targeting) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.decides_for(context),
        }
    }

    /// Whether the toggle is on for `context`.
    #[inline]
    pub(crate) fn is_on_for(self, context: &dyn Targeting) -> bool {
        match self.pin.index() {
            Some(index) => index != 0,
            None => self.point.is_on_for(context),
        }
    }

    /// Whether the toggle is on, if that does not depend on a context.
    #[inline]
    pub(crate) fn is_on_for_all(self) -> Option<bool> {
        match self.pin.index() {
            Some(index) => Some(index != 0),
            None => self.point.is_on_for_all(),
        }
    }
}
