//! The comparison of the gated way with the other one in a guard.

use std::thread;

use super::*;
use crate::model::guard::{Evidence, GuardComparison, GuardState};

/// Returns a budget that compares shares of failures alone.
fn worse(share: &str) -> Budget {
    Budget { failures: None, worse: Some(percentage(share)), over: ms(600_000), ..budget("0%", 20) }
}

fn slower(share: &str) -> Budget {
    Budget { worse: None, slower: Some(percentage(share)), ..worse("0%") }
}

/// Makes a call of the other way that takes no time.
fn other(guard: &Guard, ended: Ended, now: Duration) -> Verdict {
    end(guard, guard.begin(Side::Other, now), ended, now)
}

fn compared(guard: &Guard) -> GuardComparison {
    guard.status(ms(0)).compared.expect("the ways are compared")
}

fn of_worse(guard: &Guard) -> Evidence {
    compared(guard).worse.expect("the shares are compared")
}

#[test]
fn gated_way_that_fails_alone_trips() {
    let guard = Guard::new(worse("2%"));
    for calls in 1..=20 {
        assert_eq!(other(&guard, Ended::Succeeded, ms(0)), Verdict::Nothing);
        let verdict = call(&guard, Ended::Failed, ms(0));
        let expected = if calls < 20 { Verdict::Nothing } else { Verdict::Tripped(counts(20, 20)) };
        assert_eq!(verdict, expected, "{calls}: {}", compared(&guard));
    }
    let tripped = compared(&guard);
    assert_eq!((tripped.gated, tripped.other), (counts(20, 20), counts(20, 0)));
    assert!(tripped.worse.is_some_and(|evidence| evidence.is_enough() && evidence.pairs == 20));
    assert_eq!(guard.status(ms(0)).state, GuardState::Tripped);
    assert_eq!(other(&guard, Ended::Failed, ms(0)), Verdict::Nothing, "nothing is counted any more");
    assert_eq!(compared(&guard).other, counts(20, 0));
}

#[test]
fn failures_of_both_ways_are_no_evidence() {
    let guard = Guard::new(worse("0%"));
    for _ in 0..10_000 {
        assert_eq!(call(&guard, Ended::Panicked, ms(0)), Verdict::Nothing);
        assert_eq!(other(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    }
    let evidence = of_worse(&guard);
    assert_eq!((evidence.pairs, evidence.higher, evidence.lower), (10_000, 0, 0));
    assert!(evidence.evidence <= 1, "{evidence:?}");
}

#[test]
fn difference_within_margin_does_not_trip() {
    let guard = Guard::new(worse("10%"));
    for round in 0..20_000 {
        let ended = if round % 10 == 0 { Ended::Failed } else { Ended::Succeeded };
        assert_eq!(call(&guard, ended, ms(0)), Verdict::Nothing, "{round}");
        assert_eq!(other(&guard, Ended::Succeeded, ms(0)), Verdict::Nothing);
    }
    assert_eq!(of_worse(&guard).higher, 2000);
}

#[test]
fn too_few_calls_wait_for_more() {
    let guard = Guard::new(Budget { min_calls: 40, ..worse("0%") });
    for _ in 0..30 {
        let _ = other(&guard, Ended::Succeeded, ms(0));
        assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    }
    for calls in 31..=40 {
        let _ = other(&guard, Ended::Succeeded, ms(0));
        let verdict = call(&guard, Ended::Succeeded, ms(0));
        assert_eq!(verdict, if calls < 40 { Verdict::Nothing } else { Verdict::Tripped(counts(40, 30)) }, "{calls}");
    }
}

#[test]
fn reservation_is_kept_for_the_other_way() {
    let guard = Guard::new(worse("0%"));
    for ended in [Ended::Failed, Ended::Succeeded, Ended::Succeeded] {
        let _ = other(&guard, ended, ms(0));
    }
    let _ = call(&guard, Ended::Failed, ms(0));
    let _ = call(&guard, Ended::Succeeded, ms(0));
    let _ = call(&guard, Ended::Failed, ms(0));
    let compared = compared(&guard);
    assert_eq!((compared.gated, compared.other), (counts(3, 2), counts(3, 1)), "all are counted");
    let evidence = of_worse(&guard);
    assert_eq!((evidence.pairs, evidence.higher), (1, 0), "the first two are a pair");
    let _ = other(&guard, Ended::Failed, ms(0));
    let evidence = of_worse(&guard);
    assert_eq!((evidence.pairs, evidence.higher, evidence.lower), (2, 0, 1), "the next two are another");
}

#[test]
fn pair_counts_when_both_calls_have_ended() {
    for other_is_last in [true, false] {
        let guard = Guard::new(worse("0%"));
        let [gated, other] = [Side::Gated, Side::Other].map(|side| guard.begin(side, ms(0)));
        // The pair exists, so this call reserves another one.
        let _ = call(&guard, Ended::Succeeded, ms(0));
        let mut ends = [(gated, Ended::Failed), (other, Ended::Succeeded)];
        if !other_is_last {
            ends.reverse();
        }
        for (call, ended) in ends {
            assert_eq!(of_worse(&guard).pairs, 0);
            assert_eq!(end(&guard, call, ended, ms(0)), Verdict::Nothing);
        }
        let evidence = of_worse(&guard);
        assert_eq!((evidence.pairs, evidence.higher), (1, 1));
    }
}

#[test]
fn abandoned_call_dissolves_its_pair() {
    for gated_is_abandoned in [true, false] {
        let guard = Guard::new(worse("0%"));
        let [gated, other] = [Side::Gated, Side::Other].map(|side| guard.begin(side, ms(0)));
        let (abandoned, ended) = if gated_is_abandoned { (gated, other) } else { (other, gated) };
        assert_eq!(abandon(&guard, abandoned, ms(0)), Verdict::Nothing);
        assert_eq!(end(&guard, ended, Ended::Failed, ms(0)), Verdict::Nothing);
        assert_eq!(of_worse(&guard).pairs, 0);
    }
}

#[test]
fn call_without_end_holds_up_no_other_pair() {
    let guard = Guard::new(worse("0%"));
    let hanging = guard.begin(Side::Gated, ms(0));
    for _ in 0..3 {
        let _ = other(&guard, Ended::Succeeded, ms(0));
        let _ = call(&guard, Ended::Failed, ms(0));
    }
    // The first call of the other way is the partner of the hanging one.
    assert_eq!(of_worse(&guard).pairs, 2);
    assert_eq!(end(&guard, hanging, Ended::Failed, ms(9)), Verdict::Nothing);
    assert_eq!(of_worse(&guard).pairs, 3);
}

#[test]
fn pair_of_an_earlier_period_is_without_effect() {
    let guard = Guard::new(worse("0%"));
    let [gated, other_way] = [Side::Gated, Side::Other].map(|side| guard.begin(side, ms(0)));
    let _ = end(&guard, gated, Ended::Failed, ms(0));
    let reserving = guard.begin(Side::Gated, ms(0));
    guard.reset();
    let _ = end(&guard, other_way, Ended::Succeeded, ms(0));
    let _ = end(&guard, reserving, Ended::Failed, ms(0));
    let _ = other(&guard, Ended::Succeeded, ms(0));
    assert_eq!(of_worse(&guard).pairs, 0, "nobody joins a reservation of the earlier period");
    assert_eq!(compared(&guard).other, counts(1, 0));
}

#[test]
fn one_way_alone_is_no_evidence() {
    let guard = Guard::new(worse("0%"));
    for _ in 0..10_000 {
        assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    }
    assert_eq!(of_worse(&guard).pairs, 0);
}

/// A toggle may have functions with `else` and without, whose failures are independent.
#[test]
fn function_without_else_is_not_compared() {
    let guard = Guard::new(Budget { failures: Some(percentage("50%")), ..worse("0%") });
    for round in 0..4000 {
        let ended = if round % 5 == 0 { Ended::Failed } else { Ended::Succeeded };
        assert_eq!(end(&guard, guard.begin(Side::Alone, ms(0)), ended, ms(0)), Verdict::Nothing, "{round}");
        assert_eq!(other(&guard, Ended::Succeeded, ms(0)), Verdict::Nothing);
    }
    let compared = compared(&guard);
    assert_eq!((compared.gated, compared.other), (counts(0, 0), counts(4000, 0)));
    assert_eq!(guard.status(ms(0)).counts, counts(4000, 800), "the limit of failures holds for them");
}

#[test]
fn other_way_is_not_counted_without_comparison() {
    let guard = Guard::new(budget("0%", 1));
    assert_eq!(other(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    assert_eq!(guard.status(ms(0)).counts, counts(0, 0));
    assert_eq!(guard.status(ms(0)).compared, None);
}

#[test]
fn fixed_limit_and_comparison_are_both_watched() {
    let guard = Guard::new(Budget { failures: Some(percentage("50%")), ..worse("0%") });
    for _ in 0..19 {
        let _ = other(&guard, Ended::Failed, ms(0));
        assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    }
    let _ = other(&guard, Ended::Failed, ms(0));
    assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Tripped(counts(20, 20)));
    assert_eq!(guard.status(ms(0)).compared, None, "it was not the comparison");
}

/// Makes a call of each way with these durations.
fn timed(guard: &Guard, gated: u64, other: u64, ended: Ended) -> Verdict {
    let before = end(guard, guard.begin(Side::Other, ms(0)), Ended::Succeeded, ms(other));
    assert_eq!(before, Verdict::Nothing);
    end(guard, guard.begin(Side::Gated, ms(0)), ended, ms(gated))
}

#[test]
fn slower_way_trips_past_its_margin() {
    for (gated, trips) in [(100, false), (120, false), (121, true), (500, true)] {
        let guard = Guard::new(slower("20%"));
        let tripped = (0..200).any(|_| timed(&guard, gated, 100, Ended::Succeeded) != Verdict::Nothing);
        assert_eq!(tripped, trips, "{gated} ms: {}", compared(&guard));
    }
}

#[test]
fn failed_calls_say_nothing_of_times() {
    let guard = Guard::new(slower("0%"));
    for _ in 0..1000 {
        assert_eq!(timed(&guard, 500, 100, Ended::Failed), Verdict::Nothing);
    }
    assert_eq!(compared(&guard).slower.map(|evidence| evidence.pairs), Some(0));
}

/// Returns the threshold of a comparison that has made pairs without evidence for this time.
fn threshold_after(minutes: u64, calls_a_minute: u64) -> u64 {
    let guard = Guard::new(worse("0%"));
    for minute in 0..=minutes {
        for _ in 0..calls_a_minute {
            assert_eq!(call(&guard, Ended::Succeeded, ms(minute * 60_000)), Verdict::Nothing);
            assert_eq!(other(&guard, Ended::Succeeded, ms(minute * 60_000)), Verdict::Nothing);
        }
    }
    of_worse(&guard).threshold
}

#[test]
fn each_test_has_a_smaller_part_of_alpha() {
    let thresholds = [0, 9, 10, 19, 20].map(|minutes| threshold_after(minutes, 10));
    for (threshold, expected) in thresholds.into_iter().zip([2000, 2000, 6000, 6000, 12_000]) {
        assert!(threshold.abs_diff(expected) <= 1, "{thresholds:?}");
    }
    assert!(threshold_after(30, 0).abs_diff(2000) <= 1, "what has tested nothing uses nothing up");
    assert!(threshold_after(15, 1).abs_diff(2000) <= 1, "16 pairs are too few for the first test to end");
}

#[test]
fn trial_without_limit_goes_by_the_other_way() {
    let guard = Guard::new(Budget { retry: Some(ms(1000)), min_calls: 100, ..worse("2%") });
    let mut calls = 0;
    let tripped = (0..10_000).any(|round| {
        calls += 1;
        let _ = other(&guard, if round % 20 == 0 { Ended::Failed } else { Ended::Succeeded }, ms(0));
        call(&guard, if round % 4 == 1 { Ended::Failed } else { Ended::Succeeded }, ms(0)) != Verdict::Nothing
    });
    assert!(tripped, "{}", compared(&guard));
    // The other way fails in 5 %, and the trial has 100 calls, of which 7 may fail, or 8 with the last calls.
    for (now, failures, expected) in [(100_000, 9, GuardState::Tripped), (200_000, 6, GuardState::Closed)] {
        for round in 0..100 {
            if guard.admits(ms(now)) {
                let _ = call(&guard, if round < failures { Ended::Failed } else { Ended::Succeeded }, ms(now));
            }
        }
        assert_eq!(guard.status(ms(now)).state, expected);
    }
}

#[test]
fn many_threads_lose_no_pair() {
    const CALLS: u64 = 20_000;
    let guard = Guard::new(Budget { min_calls: u32::MAX, ..worse("0%") });
    thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                for _ in 0..CALLS {
                    assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
                }
            });
            threads.spawn(|| {
                for _ in 0..CALLS {
                    assert_eq!(other(&guard, Ended::Succeeded, ms(0)), Verdict::Nothing);
                }
            });
        }
    });
    let compared = compared(&guard);
    assert_eq!((compared.gated, compared.other), (counts(2 * CALLS, 2 * CALLS), counts(2 * CALLS, 0)));
    let evidence = of_worse(&guard);
    assert!(evidence.pairs > 0 && evidence.pairs <= 2 * CALLS);
    assert_eq!((evidence.higher, evidence.lower), (evidence.pairs, 0), "each pair has a call of either way");
}
