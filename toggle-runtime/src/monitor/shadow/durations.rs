//! A histogram of durations.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::model::shadow::Durations;

/// The number of buckets. Bucket `n` counts durations below `2^n` nanoseconds that are not in the bucket before. The
/// last bucket counts all longer durations, up to centuries.
const BUCKETS: usize = 64;

/// The counts of durations of runs.
#[derive(Debug)]
pub(super) struct Histogram {
    /// The sum of all durations, in nanoseconds.
    total: AtomicU64,
    max: AtomicU64,
    buckets: [AtomicU64; BUCKETS],
}

impl Default for Histogram {
    fn default() -> Self {
        Self { total: AtomicU64::new(0), max: AtomicU64::new(0), buckets: array::from_fn(|_| AtomicU64::new(0)) }
    }
}

impl Histogram {
    pub(super) fn add(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let bucket = (u64::BITS - nanos.leading_zeros()) as usize;
        self.buckets[bucket.min(BUCKETS - 1)].fetch_add(1, Ordering::Relaxed);
        self.max.fetch_max(nanos, Ordering::Relaxed);
        let add = |total: u64| Some(total.saturating_add(nanos));
        let _ = self.total.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    pub(super) fn report(&self) -> Durations {
        let buckets = self.buckets.each_ref().map(|bucket| bucket.load(Ordering::Relaxed));
        let max = self.max.load(Ordering::Relaxed);
        let nanos = Duration::from_nanos;
        Durations {
            count: buckets.iter().sum(),
            total: nanos(self.total.load(Ordering::Relaxed)),
            max: nanos(max),
            p50: nanos(percentile(&buckets, 50).min(max)),
            p99: nanos(percentile(&buckets, 99).min(max)),
        }
    }
}

/// Returns the end of the bucket with the smallest value that at least so many percent of the values do not exceed.
fn percentile(buckets: &[u64; BUCKETS], percent: u128) -> u64 {
    let count: u128 = buckets.iter().copied().map(u128::from).sum();
    let rank = (count * percent).div_ceil(100);
    let mut seen = 0;
    for (bucket, count) in buckets.iter().enumerate().take(BUCKETS - 1) {
        seen += u128::from(*count);
        if seen >= rank {
            return 1 << bucket;
        }
    }
    u64::MAX
}
