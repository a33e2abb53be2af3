//! The sliding window of a closed guard.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{model::guard::Counts, monitor::guard::kind::Kind};

const SLOTS: usize = Budget::SLOTS as usize;

/// The counts of the calls that ended within the last `over`.
///
/// Time is divided into slots of a sixteenth of `over`. The window is the current slot and the fifteen before it. A
/// call that ended at most 15/16 of `over` ago is counted, and a call that ended `over` ago or earlier is not.
/// Between these, the position of the current time in its slot decides. An `over` below
/// [`SHORTEST_OVER`](Budget::SHORTEST_OVER) counts as that value.
///
/// No call is lost or counted twice, with any number of threads. The one exception is a call that is counted so late
/// that a slot which began `over` later has replaced its own. That call is out of the window.
#[derive(Debug)]
pub(super) struct Window {
    /// The length of a slot, in nanoseconds.
    slot: u64,
    slots: [Slot; SLOTS],
}

#[derive(Debug, Default)]
struct Slot {
    calls: Counter,
    errors: Counter,
    panics: Counter,
    slow: Counter,
}

impl Window {
    pub(super) fn new(over: Duration) -> Self {
        let sixteenth = over.as_nanos().div_ceil(SLOTS as u128);
        Self {
            slot: nanos(sixteenth.max(Budget::SHORTEST_SLOT.as_nanos())),
            slots: array::from_fn(|_| Slot::default()),
        }
    }

    pub(super) fn count(&self, kind: Kind, now: Duration) {
        let number = self.number(now);
        let slot = &self.slots[number as usize % SLOTS];
        slot.calls.add(number);
        match kind {
            Kind::Success => {}
            Kind::Error => slot.errors.add(number),
            Kind::Panic => slot.panics.add(number),
            Kind::Slow => slot.slow.add(number),
        }
    }

    // Not inlined, because only a failed call needs it.
    #[inline(never)]
    pub(super) fn counts(&self, now: Duration) -> Counts {
        let now = self.number(now);
        let mut counts = Counts::default();
        for slot in &self.slots {
            slot.add_to(&mut counts, now);
        }
        counts
    }

    fn number(&self, now: Duration) -> u32 {
        u32::try_from(nanos(now.as_nanos()) / self.slot).unwrap_or(u32::MAX)
    }
}

/// Converts nanoseconds to half the width, which makes dividing them cheap. The width is enough for five centuries.
fn nanos(time: u128) -> u64 {
    u64::try_from(time).unwrap_or(u64::MAX)
}

impl Slot {
    /// Adds the counts of this slot, if the slot is in the window that ends with slot `now`.
    ///
    /// The calls are counted before the failures and read after them, and failures only count with the calls of the
    /// same slot. So there are never more failures than calls, even in a slot that is being counted or reused.
    fn add_to(&self, counts: &mut Counts, now: u32) {
        let failures = [&self.errors, &self.panics, &self.slow].map(Counter::read);
        let (number, calls) = self.calls.read();
        // Another thread may already be in a later slot.
        if u64::from(number) + SLOTS as u64 <= u64::from(now) {
            return;
        }
        let [errors, panics, slow] = failures.map(|(of, failures)| if of == number { failures } else { 0 });
        counts.calls += u64::from(calls);
        counts.errors += u64::from(errors);
        counts.panics += u64::from(panics);
        counts.slow += u64::from(slow);
    }
}

/// The number of a slot and a count, in one word, so that they change together.
#[derive(Debug, Default)]
struct Counter(AtomicU64);

impl Counter {
    /// Counts one for this slot, unless a later slot has replaced it.
    fn add(&self, number: u32) {
        let add = |word| {
            let (of, count) = unpacked(word);
            match of {
                of if of > number => None,
                of if of < number => Some(packed(number, 1)),
                _ => Some(packed(number, count.saturating_add(1))),
            }
        };
        // Release: see `read`. A later slot in its place needs no ordering.
        let _ = self.0.fetch_update(Ordering::Release, Ordering::Relaxed, add);
    }

    fn read(&self) -> (u32, u32) {
        // Acquire: a thread that sees a failure sees its call, which was counted before.
        unpacked(self.0.load(Ordering::Acquire))
    }
}

fn packed(number: u32, count: u32) -> u64 {
    u64::from(number) << 32 | u64::from(count)
}

#[expect(clippy::cast_possible_truncation, reason = "each is half of the word")]
fn unpacked(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}
