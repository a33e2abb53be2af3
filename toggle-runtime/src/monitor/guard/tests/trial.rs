//! Trials of half-open guards.

use super::*;
use crate::model::guard::GuardState;

/// Returns a guard that tripped at 0 and retries at 1 s.
fn tripped(failures: &str, min_calls: u32) -> Guard {
    let guard = Guard::new(Budget { retry: Some(ms(1000)), ..budget(failures, min_calls) });
    let verdicts: Vec<_> = (0..min_calls.max(1)).map(|_| call(&guard, Ended::Failed, ms(0))).collect();
    let calls = min_calls.max(1).into();
    assert_eq!(verdicts.last(), Some(&Verdict::Tripped(counts(calls, calls))));
    guard
}

/// Makes the calls of a trial one after the other: `.` succeeds, `e` fails. Expects this verdict at the last one.
#[track_caller]
fn check(failures: &str, min_calls: u32, calls: &str, expected: Verdict) {
    let guard = tripped(failures, min_calls);
    for (at, letter) in calls.chars().enumerate() {
        assert!(guard.admits(ms(1000)), "call {at} of {calls}");
        let ended = if letter == 'e' { Ended::Failed } else { Ended::Succeeded };
        let is_last = at + 1 == calls.len();
        let expected = if is_last { expected } else { Verdict::Nothing };
        assert_eq!(call(&guard, ended, ms(1000)), expected, "call {at} of {calls}");
    }
    let state = match expected {
        Verdict::Nothing => GuardState::Trial,
        Verdict::Closed => GuardState::Closed,
        Verdict::Tripped(_) | Verdict::Reopened(_) => GuardState::Tripped,
    };
    assert_eq!(guard.status(ms(1000)).state, state);
}

#[test]
fn a_trial_is_judged_by_the_budget() {
    check("50%", 0, ".", Verdict::Closed);
    check("50%", 0, "e", Verdict::Reopened(counts(1, 1)));
    check("50%", 4, "...", Verdict::Nothing);
    check("50%", 4, "....", Verdict::Closed);
    check("50%", 4, "e..e", Verdict::Closed);
    check("50%", 4, ".eee", Verdict::Reopened(counts(4, 3)));
    check("0%", 4, "..e", Verdict::Reopened(counts(3, 1)));
    check("25%", 4, "ee", Verdict::Reopened(counts(2, 2)));
    check("24.999%", 4, "e", Verdict::Reopened(counts(1, 1)));
}

#[test]
fn without_retry_there_is_no_trial() {
    let guard = Guard::new(budget("50%", 1));
    assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Tripped(counts(1, 1)));
    assert!(!guard.admits(Duration::MAX));
}

#[test]
fn trial_after_retry_delay_admits_min_calls() {
    let guard = tripped("50%", 3);
    assert!(!guard.admits(ms(999)));
    assert_eq!([(); 5].map(|()| guard.admits(ms(1000))), [true, true, true, false, false]);
}

#[test]
fn a_guard_that_closes_again_starts_with_nothing() {
    let guard = tripped("50%", 1);
    assert!(guard.admits(ms(1000)));
    assert_eq!(call(&guard, Ended::Succeeded, ms(1000)), Verdict::Closed);
    assert_eq!(guard.status(ms(1000)).counts, counts(0, 0));
    assert!(guard.admits(ms(1000)));
    assert_eq!(call(&guard, Ended::Failed, ms(1001)), Verdict::Tripped(counts(1, 1)));
}

#[test]
fn a_guard_that_trips_again_waits_again() {
    let guard = tripped("50%", 1);
    assert!(guard.admits(ms(1500)));
    assert_eq!(call(&guard, Ended::Panicked, ms(1700)), Verdict::Reopened(Counts { panics: 1, ..counts(1, 0) }));
    assert!(!guard.admits(ms(2699)));
    assert!(guard.admits(ms(2700)));
}

#[test]
fn an_abandoned_call_gives_its_place_back() {
    let guard = tripped("50%", 1);
    for _ in 0..3 {
        assert!(guard.admits(ms(1000)));
        let call = guard.begin(Side::Gated, ms(1000));
        assert!(!guard.admits(ms(1000)));
        assert_eq!(abandon(&guard, call, ms(1000)), Verdict::Nothing);
    }
    assert!(guard.admits(ms(1000)));
    assert_eq!(call(&guard, Ended::Succeeded, ms(1000)), Verdict::Closed);
}

#[test]
fn trial_without_verdict_admits_more_calls() {
    let guard = tripped("50%", 2);
    assert!(guard.admits(ms(1000)) && guard.admits(ms(1000)));
    let stuck = [(); 2].map(|()| guard.begin(Side::Gated, ms(1000)));
    assert!(!guard.admits(ms(1999)));
    assert_eq!([(); 3].map(|()| guard.admits(ms(2000))), [true, true, false]);
    assert_eq!(call(&guard, Ended::Succeeded, ms(2000)), Verdict::Nothing);
    assert_eq!(call(&guard, Ended::Succeeded, ms(2000)), Verdict::Closed);
    for stuck in stuck {
        assert_eq!(end(&guard, stuck, Ended::Failed, ms(2001)), Verdict::Nothing);
    }
}

#[test]
fn trial_of_calls_longer_than_delay_has_verdict() {
    let guard = tripped("50%", 2);
    let mut running = Vec::new();
    for now in [1000, 2000, 3000] {
        while guard.admits(ms(now)) {
            running.push(guard.begin(Side::Gated, ms(now)));
        }
    }
    assert_eq!(running.len(), 6);
    let mut verdicts = running.into_iter().map(|call| end(&guard, call, Ended::Failed, ms(3500)));
    assert_eq!(verdicts.next(), Some(Verdict::Nothing));
    assert_eq!(verdicts.next(), Some(Verdict::Reopened(counts(2, 2))));
    assert!(verdicts.all(|verdict| verdict == Verdict::Nothing));
}

#[test]
fn call_dropped_after_slow_limit_has_failed() {
    let guard = Guard::new(Budget { slow: Some(ms(100)), retry: Some(ms(1000)), ..budget("50%", 2) });
    let slow = Counts { slow: 2, ..counts(2, 0) };
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(0)), ms(101)), Verdict::Nothing);
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(0)), ms(100)), Verdict::Nothing);
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(0)), ms(101)), Verdict::Tripped(slow));
    assert!(guard.admits(ms(2000)) && guard.admits(ms(2000)));
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(2000)), ms(2101)), Verdict::Nothing);
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(2000)), ms(2101)), Verdict::Reopened(slow));
}

#[test]
fn a_trial_counts_its_own_calls_only() {
    let guard = tripped("50%", 1);
    let before = guard.begin(Side::Gated, ms(500));
    assert!(guard.admits(ms(1000)));
    let admitted = guard.begin(Side::Gated, ms(1000));
    let not_admitted = guard.begin(Side::Gated, ms(1000));
    assert_eq!(end(&guard, before, Ended::Failed, ms(1001)), Verdict::Nothing);
    assert_eq!(end(&guard, not_admitted, Ended::Failed, ms(1001)), Verdict::Nothing);
    assert_eq!(guard.status(ms(1001)).counts, counts(0, 0));
    assert_eq!(end(&guard, admitted, Ended::Succeeded, ms(1001)), Verdict::Closed);
}

#[test]
fn a_reset_ends_a_trial() {
    let guard = tripped("50%", 1);
    assert!(guard.admits(ms(1000)));
    let tried = guard.begin(Side::Gated, ms(1000));
    guard.reset();
    assert_eq!(end(&guard, tried, Ended::Failed, ms(1000)), Verdict::Nothing);
    assert_eq!(guard.status(ms(1000)).state, GuardState::Closed);
}
