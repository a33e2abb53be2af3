use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use toggle_rules::Budget;

use crate::{model::guard::Counts, monitor::guard::kind::Kind};

const SLOTS: usize = Budget::SLOTS as usize;

/// Counts the calls of the last `over`.
///
/// Time is divided into slots of a sixteenth of `over`, and the window is the slot of now and the fifteen before it. So
/// what ended no longer than 15/16 of `over` ago is counted, what ended `over` ago or earlier is not, and of what is in
/// between, it depends on where in its slot now is. An `over` below [`SHORTEST_OVER`](Budget::SHORTEST_OVER) is as good
/// as that.
///
/// No call is lost or counted twice, however many threads count. Only a call that is counted so late that a slot which
/// began `over` after its own has taken the place of that is left out: it is no longer in the window.
#[derive(Debug)]
pub(super) struct Window {
    /// In nanoseconds.
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

    // Apart, since only a call that has failed asks for it.
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

/// Returns nanoseconds in half the width, which makes dividing them cheap. They last for more than five centuries.
fn nanos(time: u128) -> u64 {
    u64::try_from(time).unwrap_or(u64::MAX)
}

impl Slot {
    /// Adds what this slot has counted, if it is in the window that ends with slot `now`.
    ///
    /// The calls are counted before the failures and read after them, and failures count only with the calls of their
    /// very slot. So there are never more failures than calls, not even of a slot that is being counted or begins anew.
    fn add_to(&self, counts: &mut Counts, now: u32) {
        let failures = [&self.errors, &self.panics, &self.slow].map(Counter::read);
        let (number, calls) = self.calls.read();
        // A later slot is one that another thread is in already.
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
    /// Counts one for this slot, or nothing if a later one has taken its place.
    fn add(&self, number: u32) {
        let add = |word| {
            let (of, count) = unpacked(word);
            match of {
                of if of > number => None,
                of if of < number => Some(packed(number, 1)),
                _ => Some(packed(number, count.saturating_add(1))),
            }
        };
        // Release: see `read`. A later slot in its place needs nothing.
        let _ = self.0.fetch_update(Ordering::Release, Ordering::Relaxed, add);
    }

    fn read(&self) -> (u32, u32) {
        // Acquire: who sees a failure sees its call, which was counted before.
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
