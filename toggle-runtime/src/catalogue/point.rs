//! A toggle point: the static of a check or a declaration, which caches the toggle's state.

use std::{
    fmt,
    sync::atomic::{AtomicBool, AtomicI8, AtomicU8, AtomicU32, Ordering::Relaxed},
};

use toggle_syntax::record::{Modes, Record};

use crate::catalogue::pin::Pin;

/// All points and declarations that are linked into this process.
///
/// The name contains the version, because the linker merges slices of the same name. With the version, each of two
/// versions of this crate in one program has its own slice.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_POINTS: [Point];

/// The states of a point: the index of a value that is the same for every check, or a negative number for "ask the
/// registry". The type is a signed byte, so the two tests of [`Point::is_on`] share one comparison.
pub(crate) mod state {
    pub(crate) const OFF: i8 = 0;
    /// The point has not been checked, and its default is off or not known.
    pub(super) const UNASKED: i8 = -1;
    /// The value depends on the context or the scope.
    pub(super) const DECIDE: i8 = -2;
    /// The registry records each answer.
    pub(super) const OBSERVE: i8 = -3;
    /// The point has not been checked, and its default is on.
    pub(super) const UNASKED_ON: i8 = -4;
}

/// The largest index that a point can cache.
pub(crate) const MAX_INDEX: u8 = i8::MAX.cast_unsigned();

/// The cached state of a point that has been checked: a fixed value, or "ask the registry".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CachedState {
    /// The index of the value, which is the same for every check.
    Value(u8),
    /// Checks ask the registry.
    Ask,
    /// Checks ask the registry, which records the answer.
    AskObserved,
}

/// A toggle point or a declaration: the one static that an expansion of a macro makes.
///
/// The state is read with relaxed ordering, because it publishes no other memory. A check only relies on one order of
/// all stores to the same point, which every atomic guarantees.
pub struct Point {
    record: &'static [u8],
    toggle: AtomicU32,
    pub(crate) state: AtomicI8,
    asked: AtomicBool,
    /// Whether the code at this point takes the toggle for another type than its own, so that cached indices would mean
    /// other values here.
    mistaken: AtomicBool,
    /// The bits of [`mode`] that are set.
    modes: AtomicU8,
}

/// The bits for the work at a point besides checking. The first two are fixed by the record; the others change at run
/// time.
pub(crate) mod mode {
    /// Shadow mode can run both ways here.
    pub(crate) const SHADOWED: u8 = 1;
    /// A guard can count the calls of the gated code here.
    pub(crate) const GUARDED: u8 = 2;
    /// A guard counts the calls, because the toggle has a budget.
    pub(crate) const COUNTED: u8 = 4;
    /// The guard has tripped, and a half-open trial may run the gated code.
    pub(crate) const RETRYING: u8 = 8;
    /// The guard also counts the calls of the other way, because the budget compares both.
    pub(crate) const COMPARED: u8 = 16;
}

impl Point {
    /// Makes a point without a pin, described by the bytes of a [`Record`].
    pub const fn new(record: &'static [u8]) -> Self {
        Self::pinned(record, Pin::NONE)
    }

    /// Makes a point with the pin of the build, if there is one.
    pub const fn pinned(record: &'static [u8], pin: Pin) -> Self {
        Self::declared(record, pin, false)
    }

    /// Makes a point that knows whether its toggle is on by default. Checks return the default without a registry.
    pub const fn declared(record: &'static [u8], pin: Pin, default: bool) -> Self {
        let state = match pin.index() {
            Some(index) => index.cast_signed(),
            None if default => state::UNASKED_ON,
            None => state::UNASKED,
        };
        Self {
            record,
            toggle: AtomicU32::new(u32::MAX),
            state: AtomicI8::new(state),
            asked: AtomicBool::new(false),
            mistaken: AtomicBool::new(false),
            modes: AtomicU8::new(0),
        }
    }

    /// Returns the index of the value if it is the same for every check: 0 for off, 1 for on, or the index of a
    /// variant.
    #[inline]
    pub(crate) fn fixed_index(&self) -> Option<u8> {
        u8::try_from(self.state.load(Relaxed)).ok()
    }

    /// Returns whether the toggle is on by default, as far as the point knows without the registry. A check by name
    /// does not know the declaration, and returns off.
    pub(crate) fn is_on_by_default(&self) -> bool {
        self.state.load(Relaxed) == state::UNASKED_ON
    }

    pub(crate) fn bytes(&self) -> &'static [u8] {
        self.record
    }

    pub(crate) fn record(&self) -> Option<Record<'static>> {
        Record::read(self.record).ok().map(|(record, _)| record)
    }

    /// Returns the toggle's position in the catalogue.
    pub(crate) fn toggle(&self) -> usize {
        self.toggle.load(Relaxed) as usize
    }

    pub(crate) fn join(&self, toggle: u32, modes: Modes) {
        self.toggle.store(toggle, Relaxed);
        let shadowed = if modes.shadow { mode::SHADOWED } else { 0 };
        let guarded = if modes.guard { mode::GUARDED } else { 0 };
        self.modes.store(shadowed | guarded, Relaxed);
    }

    /// Returns whether a bit of [`mode`] is set.
    #[inline]
    pub(crate) fn is(&self, mode: u8) -> bool {
        self.modes.load(Relaxed) & mode != 0
    }

    /// Sets the bits of [`mode`] that change at run time, at a point with a guard.
    pub(crate) fn watch(&self, modes: u8) {
        if self.is(mode::GUARDED) {
            let fixed = self.modes.load(Relaxed) & (mode::SHADOWED | mode::GUARDED);
            self.modes.store(fixed | modes, Relaxed);
        }
    }

    /// Marks a point whose code takes the toggle for another type. Every check of the point then asks the registry.
    pub(crate) fn mark_type_mismatch(&self) {
        self.mistaken.store(true, Relaxed);
    }

    /// Sets the state that later checks read.
    pub(crate) fn cache(&self, settled: CachedState) {
        self.state.store(self.state_of(settled), Relaxed);
    }

    fn state_of(&self, settled: CachedState) -> i8 {
        match settled {
            CachedState::Value(index) if index <= MAX_INDEX && !self.mistaken.load(Relaxed) => index.cast_signed(),
            CachedState::Value(_) | CachedState::Ask => state::DECIDE,
            CachedState::AskObserved => state::OBSERVE,
        }
    }

    /// Returns whether every check asks the registry and nothing else is to be done.
    #[inline]
    pub(crate) fn only_asks(&self) -> bool {
        self.state.load(Relaxed) == state::DECIDE
    }

    /// Returns whether the registry records each answer.
    pub(crate) fn is_observed(&self) -> bool {
        self.state.load(Relaxed) == state::OBSERVE
    }

    /// Returns whether no check has reached the registry yet. Callers read this before they write, because a write
    /// would take the cache line away from all other threads.
    pub(crate) fn is_unasked(&self) -> bool {
        matches!(self.state.load(Relaxed), state::UNASKED | state::UNASKED_ON)
    }

    /// Records the first check, and sets the state unless the registry has set it since the point was found unchecked.
    ///
    /// The registry never resets a point to unchecked. A state that is still unchecked therefore shows that no change
    /// of the toggle has reached this point. A change that is being published stores its state after this exchange.
    pub(crate) fn cache_if_unset(&self, settled: CachedState) {
        self.asked.store(true, Relaxed);
        let unasked = if self.is_on_by_default() { state::UNASKED_ON } else { state::UNASKED };
        let _ = self.state.compare_exchange(unasked, self.state_of(settled), Relaxed, Relaxed);
    }

    /// Returns whether a check has gone to the registry while the point was unchecked.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.load(Relaxed)
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Point").field("record", &self.record()).field("state", &self.state).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_three_words() {
        assert_eq!(size_of::<Point>(), 3 * size_of::<usize>());
    }

    #[test]
    fn a_late_first_answer_does_not_undo_a_change() {
        let point = Point::new(b"");
        point.cache(CachedState::Value(0));
        point.cache_if_unset(CachedState::Value(1));
        assert_eq!(point.state.load(Relaxed), state::OFF);

        let point = Point::new(b"");
        point.cache(CachedState::Ask);
        point.cache_if_unset(CachedState::Value(1));
        assert_eq!(point.state.load(Relaxed), state::DECIDE);
    }

    #[test]
    fn a_racing_first_answer_does_not_undo_a_change() {
        const ROUNDS: usize = 10_000;
        let points: Vec<Point> = (0..ROUNDS).map(|_| Point::new(b"")).collect();
        let arrivals = std::sync::atomic::AtomicUsize::new(0);
        let meet = |round: usize| {
            arrivals.fetch_add(1, std::sync::atomic::Ordering::AcqRel);
            while arrivals.load(std::sync::atomic::Ordering::Acquire) < 2 * (round + 1) {
                std::thread::yield_now();
            }
        };
        std::thread::scope(|threads| {
            threads.spawn(|| {
                for (round, point) in points.iter().enumerate() {
                    meet(round);
                    point.cache_if_unset(CachedState::Value(0));
                }
            });
            for (round, point) in points.iter().enumerate() {
                meet(round);
                point.cache(CachedState::Value(1));
            }
        });
        assert!(points.iter().all(|point| point.fixed_index() == Some(1)));
    }
}
