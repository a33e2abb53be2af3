//! Rollouts: the membership of a context in a share of all. The arithmetic is frozen, and specified in `docs/rules.md`.

use jiff::Timestamp;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::{
    attribute::AttributeRef,
    percentage::Percentage,
    targeting::{AttributeName, KEY, Targeting},
};

/// The number of buckets: one for each thousandth of a percent.
const BUCKETS: u128 = 100_000;

/// The seeds of a toggle's two hashes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seeds {
    pub(super) rollout: u64,
    pub(super) weights: u64,
}

impl Seeds {
    #[inline]
    pub(super) fn of(salt: &str) -> Self {
        Self { rollout: xxh3_64(salt.as_bytes()), weights: xxh3_64_with_seed(salt.as_bytes(), 1) }
    }
}

/// Returns the bucket of the hashed value, or `None` if the value is missing or cannot be hashed.
pub(super) fn bucket(seed: u64, by: Option<&AttributeName>, context: &dyn Targeting) -> Option<u32> {
    let value = match by {
        None => AttributeRef::Text(context.key()?),
        Some(by) => by.find(context)?,
    };
    let mut digits = itoa::Buffer::new();
    let text = match value {
        AttributeRef::Text(text) => text,
        AttributeRef::Integer(number) => digits.format(number),
        AttributeRef::Bool(true) => "true",
        AttributeRef::Bool(false) => "false",
        AttributeRef::Float(_) | AttributeRef::Date(_) | AttributeRef::List(_) | AttributeRef::Texts(_) => return None,
    };
    Some(bucket_of(seed, text.as_bytes()))
}

/// Returns the name of the hashed attribute for messages.
pub(super) fn hashed(by: Option<&AttributeName>) -> &str {
    by.map_or(KEY, AttributeName::as_str)
}

fn bucket_of(seed: u64, value: &[u8]) -> u32 {
    let scaled = (u128::from(xxh3_64_with_seed(value, seed)) * BUCKETS) >> 64;
    #[expect(clippy::cast_possible_truncation, reason = "it is below the number of buckets")]
    let bucket = scaled as u32;
    bucket
}

/// A percentage that changes over time.
#[derive(Debug, Clone, PartialEq, Hash)]
pub(crate) struct Ramp {
    /// The steps in the order of time. There is at least one.
    pub(super) steps: Vec<Step>,
    pub(super) linear: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) to: Percentage,
}

impl Ramp {
    /// Returns the time of the first step.
    #[inline]
    pub(super) fn start(&self) -> Timestamp {
        self.steps.first().map_or(Timestamp::MIN, |step| step.at)
    }

    /// Returns the threshold at this time.
    #[inline]
    pub(super) fn threshold(&self, now: Timestamp) -> u32 {
        let next = self.steps.partition_point(|step| step.at <= now);
        let Some(last) = next.checked_sub(1).map(|last| self.steps[last]) else { return 0 };
        match self.steps.get(next).filter(|_| self.linear) {
            Some(next) => between(last, *next, now),
            None => last.to.threshold(),
        }
    }
}

fn between(last: Step, next: Step, now: Timestamp) -> u32 {
    let (from, to) = (i128::from(last.to.threshold()), i128::from(next.to.threshold()));
    let (start, end, now) = (milliseconds(last.at), milliseconds(next.at), milliseconds(now));
    // Two steps within one millisecond have no time between them.
    let threshold = from + ((to - from) * (now - start)).checked_div(end - start).unwrap_or(0);
    u32::try_from(threshold).unwrap_or(0)
}

/// Returns the milliseconds since 1970, rounded down.
fn milliseconds(time: Timestamp) -> i128 {
    time.as_nanosecond().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn ramp(linear: bool) -> Ramp {
        let step = |time: &str, to: &str| Step {
            at: at(time),
            to: Percentage::from_word(to).and_then(Result::ok).expect("a percentage"),
        };
        let steps = vec![
            step("2026-12-01T09:00:00Z", "1%"),
            step("2026-12-08T09:00:00Z", "100%"),
            step("2026-12-09T09:00:00Z", "50%"),
        ];
        Ramp { steps, linear }
    }

    #[track_caller]
    fn check(time: &str, stepped: u32, linear: u32) {
        assert_eq!([ramp(false), ramp(true)].map(|ramp| ramp.threshold(at(time))), [stepped, linear], "{time}");
    }

    #[test]
    fn a_ramp_goes_by_steps_or_in_a_straight_line() {
        check("2026-12-01T08:59:59.999999Z", 0, 0);
        check("2026-12-01T09:00:00Z", 1_000, 1_000);
        check("2026-12-04T21:00:00Z", 1_000, 50_500);
        check("2026-12-08T08:59:59.999Z", 1_000, 99_999);
        check("2026-12-08T09:00:00Z", 100_000, 100_000);
        check("2026-12-08T21:00:00Z", 100_000, 75_000);
        check("2026-12-09T09:00:00Z", 50_000, 50_000);
        check("2030-01-01T00:00:00Z", 50_000, 50_000);
    }
}
