//! The number of times that each answer was given, at each point.

use std::{
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
};

use jiff::Timestamp;
use toggle_rules::{Reason, Value};

use crate::{
    base::clock,
    catalogue::point::Point,
    model::observed::{AnswerCount, Observed},
    monitor::{meter::Meter, observe::Answer},
};

/// The counts of all points of a program. Nothing is allocated before the first toggle is observed.
pub(crate) struct AllAnswerCounts {
    points: &'static [Point],
    of_points: OnceLock<Box<[OnceLock<Box<AnswerCounts>>]>>,
}

impl AllAnswerCounts {
    pub(crate) fn new(points: &'static [Point]) -> Self {
        Self { points, of_points: OnceLock::new() }
    }

    /// Counts an answer.
    pub(crate) fn note(&self, point: &'static Point, answer: Answer<'_>, name: &str) {
        let tallies = self.of_points.get_or_init(|| self.points.iter().map(|_| OnceLock::new()).collect());
        if let Some(tally) = self.position(point).and_then(|position| tallies.get(position)) {
            tally.get_or_init(Box::default).note(answer, clock::now(), name);
        }
    }

    /// Returns the counts of a point, if any answer was recorded there.
    pub(crate) fn observed(&self, point: &'static Point) -> Option<Observed> {
        let tally = self.of_points.get()?.get(self.position(point)?)?.get()?;
        Some(tally.observed())
    }

    /// Returns the position of a point among all points, which are one slice.
    pub(crate) fn position(&self, point: &'static Point) -> Option<usize> {
        let offset = ptr::from_ref(point).addr().checked_sub(self.points.as_ptr().addr())?;
        Some(offset / size_of::<Point>()).filter(|position| *position < self.points.len())
    }
}

/// The largest number of different answers that are counted separately at a point: on and off with some reasons, or
/// some variants.
const SLOTS: usize = 16;

/// The answers of a point. The counts only grow, so that no check waits.
#[derive(Default)]
struct AnswerCounts {
    slots: [Slot; SLOTS],
    others: AtomicU64,
    /// The time of the last answer, in microseconds since 1970, or 0 if there is none.
    last: AtomicI64,
}

#[derive(Default)]
struct Slot {
    of: OnceLock<Counted>,
    count: AtomicU64,
}

struct Counted {
    value: Value,
    reason: Reason,
    meter: Meter,
}

impl Slot {
    /// Takes this slot for an answer, unless another thread has taken it for another answer.
    #[cold]
    #[inline(never)]
    fn take(&self, answer: Answer<'_>, name: &str) -> &Counted {
        self.of.get_or_init(|| Counted::new(answer, name))
    }
}

impl AnswerCounts {
    fn note(&self, answer: Answer<'_>, now: Timestamp, name: &str) {
        self.last.fetch_max(clock::microseconds(now), Relaxed);
        for slot in &self.slots {
            let counted = slot.of.get().unwrap_or_else(|| slot.take(answer, name));
            if counted.reason == answer.reason && counted.value == *answer.value {
                slot.count.fetch_add(1, Relaxed);
                counted.meter.count();
                return;
            }
        }
        self.others.fetch_add(1, Relaxed);
    }

    fn observed(&self) -> Observed {
        let counted = self.slots.iter().filter_map(|slot| Some((slot.of.get()?, slot.count.load(Relaxed))));
        let answers =
            counted.map(|(of, count)| AnswerCount { value: of.value.clone(), reason: of.reason, count }).collect();
        let last = Some(self.last.load(Relaxed)).filter(|last| *last != 0);
        let mut observed =
            Observed { answers, others: self.others.load(Relaxed), last_asked: last.map(clock::of_microseconds) };
        observed.order();
        observed
    }
}

impl Counted {
    fn new(answer: Answer<'_>, name: &str) -> Self {
        Self { value: answer.value.as_shown(), reason: answer.reason, meter: Meter::of_answers(name, answer) }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::*;

    fn points(count: usize) -> &'static [Point] {
        Vec::leak((0..count).map(|_| Point::new(b"")).collect())
    }

    const ON: Answer<'_> = Answer { value: &Value::On, reason: Reason::Static, error: None };
    const OFF: Answer<'_> = Answer { value: &Value::Off, reason: Reason::Split, error: None };

    #[test]
    fn answers_are_counted_by_value_and_reason() {
        let points = points(2);
        let tallies = AllAnswerCounts::new(points);
        assert_eq!(tallies.observed(&points[1]), None);
        for answer in [ON, OFF, Answer { reason: Reason::Default, ..OFF }, OFF] {
            tallies.note(&points[1], answer, "x");
        }
        let observed = tallies.observed(&points[1]).unwrap_or_default();
        let counts: Vec<_> = observed.answers.iter().map(|answer| (answer.reason, answer.count)).collect();
        assert_eq!(counts, [(Reason::Split, 2), (Reason::Static, 1), (Reason::Default, 1)]);
        assert_eq!((observed.count(false), observed.count(true), observed.total()), (3, 1, 4));
        assert!(observed.last_asked.is_some());
        assert_eq!(tallies.observed(&points[0]), None, "the other has not been asked");
    }

    #[test]
    fn answers_beyond_slots_are_counted_as_others() {
        let points = points(1);
        let tallies = AllAnswerCounts::new(points);
        for number in 0..100 {
            tallies.note(&points[0], Answer { value: &number.into(), ..ON }, "x");
        }
        let observed = tallies.observed(&points[0]).unwrap_or_default();
        assert_eq!((observed.answers.len(), observed.others, observed.total()), (SLOTS, 84, 100));
    }

    #[test]
    fn no_answer_is_lost_between_threads() {
        let points = points(1);
        let tallies = AllAnswerCounts::new(points);
        thread::scope(|threads| {
            for _ in 0..8 {
                threads
                    .spawn(|| (0..1000).for_each(|n| tallies.note(&points[0], if n % 4 == 0 { ON } else { OFF }, "x")));
            }
        });
        let observed = tallies.observed(&points[0]).unwrap_or_default();
        assert_eq!((observed.count(true), observed.count(false), observed.answers.len()), (2000, 6000, 2));
    }

    #[test]
    fn a_point_of_another_program_is_not_counted() {
        let (ours, others) = (points(1), points(1));
        let tallies = AllAnswerCounts::new(ours);
        tallies.note(&others[0], ON, "x");
        assert_eq!((tallies.observed(&ours[0]), tallies.observed(&others[0])), (None, None));
    }

    #[test]
    fn tally_keeps_no_value_of_a_struct() {
        let given = Arc::new(1_u8);
        let value = Value::Table(crate::check::structured::in_code(given.clone()));
        let tally = AnswerCounts::default();
        for _ in 0..2 {
            tally.note(Answer { value: &value, ..ON }, clock::now(), "a");
        }
        assert_eq!(tally.observed().count(value), 2);
        assert_eq!(Arc::strong_count(&given), 1);
    }
}
