//! The sliding window of a guard.

use super::*;
use crate::monitor::guard::{kind::Kind, window::Window};

/// Counts one call at each time, and expects this count at `now`.
#[track_caller]
fn check(over: Duration, calls: &[u64], now: u64, expected: u64) {
    let window = Window::new(over);
    for call in calls {
        window.count(Kind::Success, ms(*call));
    }
    assert_eq!(window.counts(ms(now)).calls, expected, "{calls:?} at {now}");
}

#[test]
fn window_is_current_slot_and_fifteen_before() {
    let over = ms(16_000);
    check(over, &[], 0, 0);
    check(over, &[0, 1000, 2000], 2000, 3);
    check(over, &[0, 999, 1000], 15_999, 3);
    check(over, &[0, 999, 1000], 16_000, 1);
    check(over, &[0, 1000], 17_000, 0);
    check(over, &[0, 0, 16_000], 16_000, 1);
    check(over, &[5_000_000], 5_015_999, 1);
    check(over, &[5_000_000], 5_016_000, 0);
}

#[test]
fn late_call_counts_while_its_slot_is_kept() {
    let over = ms(16_000);
    check(over, &[15_000, 0], 15_000, 2);
    check(over, &[16_000, 0], 16_000, 1);
    check(over, &[16_000, 1000], 16_000, 2);
}

#[test]
fn a_slot_lasts_no_less_than_ten_milliseconds() {
    check(ms(0), &[0], 159, 1);
    check(ms(0), &[0], 160, 0);
    check(ms(160), &[0], 159, 1);
    check(ms(320), &[0], 319, 1);
    check(ms(320), &[0], 320, 0);
}

#[test]
fn unevenly_divided_window_keeps_full_length() {
    let window = Window::new(Duration::from_nanos(1_000_000_001));
    window.count(Kind::Success, ms(0));
    assert_eq!(window.counts(ms(1000)).calls, 1);
}
