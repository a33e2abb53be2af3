use std::{
    fmt,
    sync::atomic::{AtomicBool, AtomicI8, AtomicU32, Ordering::Relaxed},
};

use toggle_syntax::record::{Body, Record};

use crate::{context::Context, global, value::Value};

/// Every point and declaration that is linked into this process.
///
/// The name carries the version, since the linker puts slices of one name together: two versions of this crate in one
/// program each see their own.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_POINTS: [Point];

/// The state of a point: off, on, or negative for "ask the registry". Read as a signed byte, the two tests of
/// [`Point::is_on`] share one comparison.
mod state {
    pub(super) const OFF: i8 = 0;
    pub(super) const ON: i8 = 1;
    /// Nobody has asked this point yet.
    pub(super) const UNASKED: i8 = -1;
    /// The answer depends on who asks.
    pub(super) const DECIDE: i8 = -2;
}

/// A place in code that asks a toggle, or a declaration: the one static that an expansion makes.
///
/// Its state is read relaxed and nothing is published through it. All that a check needs from the ordering is that each
/// point sees the stores to itself in one order, which every atomic gives.
pub struct Point {
    record: &'static [u8],
    toggle: AtomicU32,
    state: AtomicI8,
    asked: AtomicBool,
}

impl Point {
    /// A point that nobody has asked, described by the bytes of a [`Record`].
    pub const fn new(record: &'static [u8]) -> Self {
        Self {
            record,
            toggle: AtomicU32::new(u32::MAX),
            state: AtomicI8::new(state::UNASKED),
            asked: AtomicBool::new(false),
        }
    }

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

    /// Whether the toggle is off, at the same cost.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub fn is_off(&'static self) -> bool {
        !self.is_on()
    }

    #[cold]
    #[inline(never)]
    fn ask(&'static self) -> bool {
        global::registry_for_check().is_some_and(|registry| registry.ask(self).is_on())
    }

    /// The fixed state: 0 for off, 1 for on, for variants the position. One relaxed load.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `is_on`")]
    pub(crate) fn fixed_index(&self) -> Option<u8> {
        u8::try_from(self.state.load(Relaxed)).ok()
    }

    /// What the registry says, read as something.
    #[cold]
    pub(crate) fn read<R>(&'static self, _: Option<&Context>, read: impl FnOnce(&Value) -> Option<R>) -> Option<R> {
        // Provisional: the registry knows of on and off alone.
        let Body::Declaration(declaration) = self.record()?.body else { return None };
        let registry = global::registry_for_check().filter(|_| declaration.ty.is_empty())?;
        read(&registry.ask(self))
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

    pub(crate) fn join(&self, toggle: u32) {
        self.toggle.store(toggle, Relaxed);
    }

    /// Fixes the answer, for all who ask.
    pub(crate) fn fix(&self, value: Value) {
        self.state.store(plain(value), Relaxed);
    }

    /// Fixes the answer unless the registry has set the state since the point was found unasked.
    ///
    /// The registry never goes back to unasked, so a state that is still that means that no change of the toggle has
    /// been published to this point; one that is under way stores its value after this exchange.
    pub(crate) fn fix_if_unasked(&self, value: Value) {
        // Looked at before it is written to, which would take the cache line away from all other threads.
        if self.state.load(Relaxed) != state::UNASKED {
            return;
        }
        self.asked.store(true, Relaxed);
        let _ = self.state.compare_exchange(state::UNASKED, plain(value), Relaxed, Relaxed);
    }

    /// From now on, every check asks the registry.
    pub(crate) fn decide_each_time(&self) {
        self.state.store(state::DECIDE, Relaxed);
    }

    /// The state, if it is fixed.
    #[cfg(test)]
    pub(crate) fn fixed(&self) -> Option<Value> {
        match self.state.load(Relaxed) {
            state::OFF => Some(Value::Off),
            state::ON => Some(Value::On),
            _ => None,
        }
    }

    /// Whether a check has gone to the registry while the point was unasked.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.load(Relaxed)
    }
}

const fn plain(value: Value) -> i8 {
    match value {
        Value::Off => state::OFF,
        Value::On => state::ON,
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
        point.fix(Value::Off);
        point.fix_if_unasked(Value::On);
        assert_eq!(point.state.load(Relaxed), state::OFF);

        let point = Point::new(b"");
        point.decide_each_time();
        point.fix_if_unasked(Value::On);
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
                    point.fix_if_unasked(Value::Off);
                }
            });
            for (round, point) in points.iter().enumerate() {
                meet(round);
                point.fix(Value::On);
            }
        });
        assert!(points.iter().all(|point| point.fixed() == Some(Value::On)));
    }
}
