//! Sequences of calls, and the call at which the guard trips.

use super::*;

/// Makes calls, one each 10 ms: `.` succeeds, `e` fails, `p` panics, `z` takes 101 ms, `y` takes 100 ms. Expects that
/// only the last call trips the guard, or that no call does.
#[track_caller]
fn check(failures: &str, min_calls: u32, calls: &str, expected: Option<Counts>) {
    let guard = Guard::new(Budget { slow: Some(ms(100)), ..budget(failures, min_calls) });
    let mut now = ms(0);
    for (at, letter) in calls.chars().enumerate() {
        let (ended, took) = match letter {
            'e' => (Ended::Failed, ms(0)),
            'p' => (Ended::Panicked, ms(1000)),
            'z' => (Ended::Succeeded, ms(101)),
            'y' => (Ended::Succeeded, ms(100)),
            _ => (Ended::Succeeded, ms(0)),
        };
        now += ms(10);
        let verdict = end(&guard, guard.begin(Side::Gated, now), ended, now + took);
        let is_last = at + 1 == calls.len();
        let expected = expected.filter(|_| is_last).map_or(Verdict::Nothing, Verdict::Tripped);
        assert_eq!(verdict, expected, "call {at} of {calls}");
        assert_eq!(guard.admits(now), expected == Verdict::Nothing);
    }
}

#[test]
fn a_guard_trips_past_the_share() {
    check("50%", 0, "e", Some(counts(1, 1)));
    check("50%", 0, ".e", None);
    check("50%", 0, ".ee", Some(counts(3, 2)));
    check("50%", 0, "..e.e.eee", Some(counts(9, 5)));
    check("33.333%", 3, "..e", Some(counts(3, 1)));
    check("33.334%", 3, "..e", None);
    check("0%", 0, "....", None);
    check("0%", 0, "....e", Some(counts(5, 1)));
    check("100%", 0, "eeee", None);
}

#[test]
fn a_guard_trips_with_enough_calls_only() {
    check("50%", 4, "eee", None);
    check("50%", 4, "eeee", Some(counts(4, 4)));
    check("50%", 4, "ee..", None);
    check("50%", u32::MAX, "eeeeee", None);
}

#[test]
fn guard_trips_when_success_reaches_min_calls() {
    check("50%", 4, "eee.", Some(counts(4, 3)));
    check("50%", 5, "ee.e.", Some(counts(5, 3)));
    check("50%", 5, "e..ee", Some(counts(5, 3)));
    check("50%", 4, "e...", None);
}

#[test]
fn a_call_fails_in_one_way() {
    check("50%", 5, "pez..", Some(Counts { calls: 5, errors: 1, panics: 1, slow: 1 }));
    check("50%", 1, "p", Some(Counts { calls: 1, errors: 0, panics: 1, slow: 0 }));
    check("50%", 1, "z", Some(Counts { calls: 1, errors: 0, panics: 0, slow: 1 }));
    check("50%", 1, "y", None);
}

#[test]
fn what_is_past_does_not_count() {
    let guard = Guard::new(budget("50%", 3));
    assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing);
    assert_eq!(call(&guard, Ended::Failed, ms(999)), Verdict::Nothing);
    // The window begins with the second 1.
    assert_eq!(call(&guard, Ended::Failed, ms(16_000)), Verdict::Nothing);
    assert_eq!(call(&guard, Ended::Failed, ms(16_000)), Verdict::Nothing);
    assert_eq!(call(&guard, Ended::Failed, ms(31_999)), Verdict::Tripped(counts(3, 3)));
}

#[test]
fn call_that_began_before_trip_has_no_effect() {
    let guard = Guard::new(budget("50%", 1));
    let early = guard.begin(Side::Gated, ms(0));
    assert_eq!(call(&guard, Ended::Failed, ms(1)), Verdict::Tripped(counts(1, 1)));
    assert_eq!(end(&guard, early, Ended::Failed, ms(2)), Verdict::Nothing);
    let late = guard.begin(Side::Gated, ms(2));
    assert_eq!(end(&guard, late, Ended::Failed, ms(3)), Verdict::Nothing);
    assert_eq!(guard.status(ms(3)).counts, counts(1, 1));
}

#[test]
fn call_that_began_before_reset_has_no_effect() {
    let guard = Guard::new(budget("50%", 1));
    let early = guard.begin(Side::Gated, ms(0));
    guard.reset();
    assert_eq!(end(&guard, early, Ended::Failed, ms(1)), Verdict::Nothing);
    assert_eq!(guard.status(ms(1)).counts, counts(0, 0));
    assert_eq!(call(&guard, Ended::Failed, ms(2)), Verdict::Tripped(counts(1, 1)));
    assert!(!guard.admits(ms(3)));
    guard.reset();
    assert!(guard.admits(ms(3)));
    assert_eq!(call(&guard, Ended::Succeeded, ms(4)), Verdict::Nothing);
    assert_eq!(guard.status(ms(4)).counts, counts(1, 0));
}

#[test]
fn an_abandoned_call_is_not_counted() {
    let guard = Guard::new(budget("50%", 1));
    assert_eq!(abandon(&guard, guard.begin(Side::Gated, ms(0)), ms(0)), Verdict::Nothing);
    assert_eq!(guard.status(ms(0)).counts, counts(0, 0));
}

#[test]
fn times_may_be_anything() {
    let times =
        [Duration::MAX, ms(0), Duration::from_nanos(1), Duration::MAX, Duration::from_secs(u64::MAX / 2), ms(5)];
    for over in times {
        for retry in times {
            let budget = Budget { over, slow: Some(over), retry: Some(retry), ..budget("10%", 1) };
            let guard = Guard::new(budget);
            for now in times {
                for ended in [Ended::Failed, Ended::Panicked, Ended::Succeeded] {
                    if guard.admits(now) {
                        let _ = end(&guard, guard.begin(Side::Gated, now), ended, times[0].saturating_sub(now));
                    }
                    assert!(serde_json::to_string(&guard.status(now)).is_ok());
                }
            }
        }
    }
}
