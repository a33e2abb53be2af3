use std::{
    fmt,
    sync::atomic::{AtomicBool, AtomicI8, AtomicU8, AtomicU32, Ordering::Relaxed},
};

use toggle_syntax::record::{Modes, Record};

use crate::catalogue::pin::Pin;

/// Every point and declaration that is linked into this process.
///
/// The name carries the version, since the linker puts slices of one name together: two versions of this crate in one
/// program each see their own.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_POINTS: [Point];

/// The state of a point: the index of a value that is the same for all who ask, or negative for "ask the registry".
/// Read as a signed byte, the two tests of [`Point::is_on`] share one comparison.
pub(crate) mod state {
    pub(crate) const OFF: i8 = 0;
    /// Nobody has asked this point yet.
    pub(super) const UNASKED: i8 = -1;
    /// The answer depends on who asks.
    pub(super) const DECIDE: i8 = -2;
    /// Somebody wants to know of each answer.
    pub(super) const OBSERVE: i8 = -3;
    /// Not asked yet, and on by default.
    pub(super) const UNASKED_ON: i8 = -4;
}

/// The greatest index that a point can hold.
pub(crate) const MAX_INDEX: u8 = i8::MAX.cast_unsigned();

/// What a check finds at a point that has been asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CachedState {
    /// The index of the value, which is the same for all who ask.
    Value(u8),
    /// That it has to ask the registry.
    Ask,
    /// That it has to ask the registry, which notes the answer.
    AskObserved,
}

/// A place in code that asks a toggle, or a declaration: the one static that an expansion makes.
///
/// Its state is read relaxed and nothing is published through it. All that a check needs from the ordering is that each
/// point sees the stores to itself in one order, which every atomic gives.
pub struct Point {
    record: &'static [u8],
    toggle: AtomicU32,
    pub(crate) state: AtomicI8,
    asked: AtomicBool,
    /// Whether what asks here takes the toggle to be of another type than it is, so that an index means something else
    /// here.
    mistaken: AtomicBool,
    /// Some of [`mode`].
    modes: AtomicU8,
}

/// What is done here beside asking. The first two stand in the record, the others come and go.
pub(crate) mod mode {
    /// Both ways can be run and compared.
    pub(crate) const SHADOWED: u8 = 1;
    /// What becomes of the gated code can be counted.
    pub(crate) const GUARDED: u8 = 2;
    /// It is counted: there is a budget.
    pub(crate) const COUNTED: u8 = 4;
    /// The guard has switched the toggle off, and may try it again.
    pub(crate) const RETRYING: u8 = 8;
    /// Calls of the other way are counted, too: the budget compares both.
    pub(crate) const COMPARED: u8 = 16;
}

impl Point {
    /// A point that nobody has asked, described by the bytes of a [`Record`].
    pub const fn new(record: &'static [u8]) -> Self {
        Self::pinned(record, Pin::NONE)
    }

    /// Makes a point with the state that the build has fixed, if it has.
    pub const fn pinned(record: &'static [u8], pin: Pin) -> Self {
        Self::declared(record, pin, false)
    }

    /// Makes a point that knows whether its toggle is on by default, which is the answer where there is no registry.
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

    /// The index of the value, if it is the same for all who ask: `0` for off and `1` for on, or that of a variant.
    #[inline]
    pub(crate) fn fixed_index(&self) -> Option<u8> {
        u8::try_from(self.state.load(Relaxed)).ok()
    }

    /// Returns whether the toggle is on by default, as far as the point knows without the registry: a check by name
    /// does not know its declaration, and is off.
    pub(crate) fn is_on_by_default(&self) -> bool {
        self.state.load(Relaxed) == state::UNASKED_ON
    }

    pub(crate) fn bytes(&self) -> &'static [u8] {
        self.record
    }

    pub(crate) fn record(&self) -> Option<Record<'static>> {
        Record::read(self.record).ok().map(|(record, _)| record)
    }

    /// The index that the registry has given to the point's toggle.
    pub(crate) fn toggle(&self) -> usize {
        self.toggle.load(Relaxed) as usize
    }

    pub(crate) fn join(&self, toggle: u32, modes: Modes) {
        self.toggle.store(toggle, Relaxed);
        let shadowed = if modes.shadow { mode::SHADOWED } else { 0 };
        let guarded = if modes.guard { mode::GUARDED } else { 0 };
        self.modes.store(shadowed | guarded, Relaxed);
    }

    /// Whether this is so.
    #[inline]
    pub(crate) fn is(&self, mode: u8) -> bool {
        self.modes.load(Relaxed) & mode != 0
    }

    /// Says which of the modes that come and go there are, at a point that is guarded.
    pub(crate) fn watch(&self, modes: u8) {
        if self.is(mode::GUARDED) {
            let fixed = self.modes.load(Relaxed) & (mode::SHADOWED | mode::GUARDED);
            self.modes.store(fixed | modes, Relaxed);
        }
    }

    /// Notes that what asks here takes the toggle to be of another type. Every check will ask the registry.
    pub(crate) fn mark_type_mismatch(&self) {
        self.mistaken.store(true, Relaxed);
    }

    /// Every check finds this from now on.
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

    /// Whether every check asks the registry, and nothing else is to be done then.
    #[inline]
    pub(crate) fn only_asks(&self) -> bool {
        self.state.load(Relaxed) == state::DECIDE
    }

    /// Whether somebody wants to know of each answer.
    pub(crate) fn is_observed(&self) -> bool {
        self.state.load(Relaxed) == state::OBSERVE
    }

    /// Whether nobody has asked yet. Looked at before the state is written to, which would take the cache line away
    /// from all other threads.
    pub(crate) fn is_unasked(&self) -> bool {
        matches!(self.state.load(Relaxed), state::UNASKED | state::UNASKED_ON)
    }

    /// Notes the first question, and settles on this unless the registry has set the state since the point was found
    /// unasked.
    ///
    /// The registry never goes back to unasked, so a state that is still that means that no change of the toggle has
    /// been published to this point; one that is under way stores its value after this exchange.
    pub(crate) fn cache_if_unset(&self, settled: CachedState) {
        self.asked.store(true, Relaxed);
        let unasked = if self.is_on_by_default() { state::UNASKED_ON } else { state::UNASKED };
        let _ = self.state.compare_exchange(unasked, self.state_of(settled), Relaxed, Relaxed);
    }

    /// Whether a check has gone to the registry while the point was unasked.
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
