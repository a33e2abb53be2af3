//! The histogram of durations.

use super::*;
use crate::{model::shadow::Durations, monitor::shadow::durations::Histogram};

/// Adds durations in nanoseconds, and expects total, max, p50 and p99.
#[track_caller]
fn check(nanos: impl IntoIterator<Item = u64>, expected: [u64; 4]) {
    let histogram = Histogram::default();
    let count = nanos.into_iter().map(|nanos| histogram.add(Duration::from_nanos(nanos))).count();
    let Durations { total, max, p50, p99, .. } = histogram.report();
    assert_eq!(histogram.report().count, count as u64);
    assert_eq!([total, max, p50, p99], expected.map(Duration::from_nanos));
}

#[test]
fn durations_are_counted_by_powers_of_two() {
    check([], [0, 0, 0, 0]);
    check([0], [0, 0, 0, 0]);
    check([5], [5, 5, 5, 5]);
    check([4, 5, 100], [109, 100, 8, 100]);
    check((0..50).map(|_| 1000).chain((0..50).map(|_| 100_000)), [5_050_000, 100_000, 1024, 100_000]);
    check((0..51).map(|_| 100_000).chain((0..49).map(|_| 1000)), [5_149_000, 100_000, 100_000, 100_000]);
    check((0..99).map(|_| 1000).chain([1_000_000]), [1_099_000, 1_000_000, 1024, 1024]);
    check((0..98).map(|_| 1000).chain([5000, 1_000_000]), [1_103_000, 1_000_000, 1024, 8192]);
}

#[test]
fn a_duration_may_be_anything() {
    check([u64::MAX, u64::MAX], [u64::MAX; 4]);
    check([1 << 62], [1 << 62; 4]);
    let histogram = Histogram::default();
    histogram.add(Duration::MAX);
    assert_eq!(histogram.report().max, Duration::from_nanos(u64::MAX));
}
