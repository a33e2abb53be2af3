//! The results of shadow runs.

use std::thread;

use serde_json::json;

use super::*;
use crate::model::shadow::{Difference, Mismatch, PanickedIn, ShadowPanic, ShadowReport, ShadowTimeout};

/// Records a run whose values are all reported if they differ.
fn note<R: Comparable + Shown>(comparisons: &Comparisons, control: &R, run: Run<R>, now: u64) -> Option<Difference> {
    comparisons.note(control, run, same, reported, at(now), &|| true)
}

/// Returns the counters in the order of the report.
fn counters(comparisons: &Comparisons) -> [u64; 6] {
    let report = comparisons.report();
    [report.matches, report.mismatches, report.ignored, report.panics, report.timeouts, report.comparison_panics]
}

fn mismatch(control: &str, candidate: &str) -> Mismatch {
    Mismatch {
        at: Timestamp::UNIX_EPOCH,
        control: control.to_owned(),
        candidate: candidate.to_owned(),
        control_took: ms(1),
        candidate_took: ms(2),
    }
}

fn panic(panicked: PanickedIn, message: &str) -> ShadowPanic {
    ShadowPanic { at: Timestamp::UNIX_EPOCH, panicked, message: message.to_owned() }
}

#[track_caller]
fn check(run: Run<u8>, expected: [u64; 6], noted: impl Into<Option<Difference>>) {
    let comparisons = Comparisons::new("x");
    assert_eq!(comparisons.note(&1, run, same, |_, candidate| *candidate == 3, at(0), &|| true), noted.into());
    assert_eq!(counters(&comparisons), expected);
}

#[test]
fn each_run_is_counted_as_one_thing() {
    check(returned(1), [1, 0, 0, 0, 0, 0], None);
    check(returned(2), [0, 1, 0, 0, 0, 0], Difference::Mismatch(mismatch("1", "2")));
    check(returned(3), [0, 0, 1, 0, 0, 0], None);
    check(panicked("no"), [0, 0, 0, 1, 0, 0], Difference::Panic(panic(PanickedIn::Candidate, "no")));
    let timeout = ShadowTimeout { at: Timestamp::UNIX_EPOCH, after: ms(2) };
    check(timed_out(), [0, 0, 0, 0, 1, 0], Difference::Timeout(timeout));
}

#[test]
fn custom_comparison_gets_control_and_decides() {
    let comparisons = Comparisons::new("x");
    let half = |control: &u8, candidate: &u8| *control == candidate / 2;
    assert_eq!(
        comparisons.note(&1, returned(2), half, |_, _| unreachable!("they are the same"), at(0), &|| true),
        None
    );
    assert_eq!(counters(&comparisons), [1, 0, 0, 0, 0, 0]);
}

#[test]
fn what_the_user_brings_may_panic() {
    let comparisons = Comparisons::new("x");
    let in_comparison = |message| Some(Difference::Panic(panic(PanickedIn::Comparison, message)));
    let compare = |_: &u8, _: &u8| panic!("compare");
    assert_eq!(comparisons.note(&1, returned(2), compare, reported, at(0), &|| true), in_comparison("compare"));
    let ignore = |_: &u8, _: &u8| panic!("ignore");
    assert_eq!(comparisons.note(&1, returned(2), same, ignore, at(1000), &|| true), in_comparison("ignore"));
    let dropped = comparisons.note(&None, returned(Some(Explosive)), |_, _| true, reported, at(2000), &|| true);
    assert_eq!(dropped, in_comparison("dropped"));
    assert_eq!(counters(&comparisons), [1, 0, 0, 0, 0, 3]);
}

#[derive(PartialEq)]
struct Unshowable(u8);

impl fmt::Debug for Unshowable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("un")?;
        panic!("no {}", self.0)
    }
}

#[test]
fn panicking_debug_is_counted_and_mismatch_kept() {
    let comparisons = Comparisons::new("x");
    let noted = note(&comparisons, &Unshowable(1), returned(Unshowable(2)), 0);
    let shown = |number| format!("un… (its `Debug` panicked: no {number})");
    assert_eq!(noted, Some(Difference::Mismatch(mismatch(&shown(1), &shown(2)))));
    assert_eq!(counters(&comparisons), [0, 1, 0, 0, 0, 2]);
}

/// Records this run at these times, and expects a report each second.
#[track_caller]
fn check_told(run: impl Fn() -> Run<u8>) -> ShadowReport {
    let comparisons = Comparisons::new("x");
    let times = [(500, true), (500, false), (1499, false), (1500, true), (1501, false), (9000, true), (0, false)];
    for (now, is_told) in times {
        assert_eq!(note(&comparisons, &1, run(), now).is_some(), is_told, "at {now}");
        assert_eq!(note(&comparisons, &1, returned(1), now), None);
    }
    comparisons.report()
}

#[test]
fn differences_are_counted_and_one_a_second_kept() {
    let report = check_told(|| returned(2));
    assert_eq!((report.matches, report.mismatches, report.last_mismatches.len()), (7, 7, 3));
    let report = check_told(|| panicked("no"));
    assert_eq!((report.matches, report.panics, report.last_panics.len()), (7, 7, 3));
    let report = check_told(timed_out);
    assert_eq!((report.matches, report.timeouts), (7, 7));
}

/// So no panic is hidden by mismatches, while subscribers receive one difference at a time.
#[test]
fn panic_after_mismatch_is_kept_and_not_emitted() {
    let comparisons = Comparisons::new("x");
    assert!(note(&comparisons, &1, returned(2), 0).is_some());
    assert!(note(&comparisons, &1, panicked("no"), 0).is_none());
    assert!(note(&comparisons, &1, timed_out(), 0).is_none());
    let report = comparisons.report();
    assert_eq!((report.last_mismatches.len(), report.last_panics.len()), (1, 1));
}

/// Values that are not kept are not shown, even with a `Debug` that would show them.
#[test]
fn what_is_not_kept_is_not_shown() {
    let comparisons = Comparisons::new("x");
    assert!(note(&comparisons, &Unshowable(1), returned(Unshowable(2)), 0).is_some());
    assert!(note(&comparisons, &Unshowable(1), returned(Unshowable(2)), 1).is_none());
    assert_eq!(counters(&comparisons), [0, 2, 0, 0, 0, 2]);
}

#[test]
fn the_last_sixteen_are_kept() {
    let comparisons = Comparisons::new("x");
    for number in 0..40 {
        note(&comparisons, &1000, returned(number), number * 1000);
    }
    let last: Vec<_> = comparisons.report().last_mismatches.into_iter().map(|mismatch| mismatch.candidate).collect();
    assert_eq!(last, (24..40).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn durations_are_of_runs_in_which_both_returned() {
    let comparisons = Comparisons::new("x");
    for run in [returned(1), returned(2), panicked("no"), timed_out()] {
        note(&comparisons, &1, run, 0);
    }
    let ShadowReport { control, candidate, .. } = comparisons.report();
    assert_eq!((control.count, control.total, control.max), (2, ms(2), ms(1)));
    assert_eq!((candidate.count, candidate.total, candidate.max), (2, ms(4), ms(2)));
}

#[test]
fn they_take_turns() {
    let comparisons = Comparisons::new("x");
    let turns = [(); 4].map(|()| comparisons.alternate());
    assert_eq!(turns, [First::Control, First::Candidate, First::Control, First::Candidate]);
}

#[test]
fn threads_count_exactly() {
    let comparisons = Comparisons::new("x");
    let noted: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let comparisons = &comparisons;
                let run = move |call: &usize| match (thread + call) % 4 {
                    0 => returned(1),
                    1 => returned(2),
                    2 => panicked("no"),
                    _ => timed_out(),
                };
                scope.spawn(move || (0..4000).filter(|call| note(comparisons, &1, run(call), 0).is_some()).count())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).sum()
    });
    assert_eq!(counters(&comparisons), [8000, 8000, 0, 8000, 8000, 0]);
    assert_eq!(noted, 1);
    let report = comparisons.report();
    assert_eq!((report.last_mismatches.len(), report.last_panics.len()), (1, 1));
    assert_eq!((report.control.count, report.control.total), (16_000, ms(16_000)));
}

#[test]
fn a_report_is_readable() {
    let comparisons = Comparisons::new("x");
    note(&comparisons, &1, returned(2), 0);
    note(&comparisons, &1, panicked("no"), 0);
    let report = comparisons.report();
    let written = serde_json::to_value(&report).expect("it can be written");
    let expected = json!({
        "matches": 0, "mismatches": 1, "ignored": 0, "panics": 1, "timeouts": 0, "comparison-panics": 0,
        "control": { "count": 1, "total-ns": 1_000_000, "max-ns": 1_000_000, "p50-ns": 1_000_000, "p99-ns": 1_000_000 },
        "candidate": { "count": 1, "total-ns": 2_000_000, "max-ns": 2_000_000, "p50-ns": 2_000_000, "p99-ns": 2_000_000 },
        "last-mismatches": [{
            "at": "1970-01-01T00:00:00Z", "control": "1", "candidate": "2",
            "control-took-ns": 1_000_000, "candidate-took-ns": 2_000_000,
        }],
        "last-panics": [{ "at": "1970-01-01T00:00:00Z", "panicked": "candidate", "message": "no" }],
    });
    assert_eq!(written, expected);
    assert_eq!(serde_json::from_value::<ShadowReport>(written).expect("it can be read"), report);
}

#[track_caller]
fn check_difference(run: Run<u8>, text: &str, expected: &serde_json::Value) {
    let difference = note(&Comparisons::new("x"), &1, run, 0).expect("it differs");
    assert_eq!(difference.to_string(), text);
    let written = serde_json::to_value(&difference).expect("it can be written");
    assert_eq!(written, *expected);
    assert_eq!(serde_json::from_value::<Difference>(written).expect("it can be read"), difference);
}

#[test]
fn a_difference_is_readable() {
    let at = "1970-01-01T00:00:00Z";
    let took = json!({
        "kind": "mismatch", "at": at, "control": "1", "candidate": "2",
        "control-took-ns": 1_000_000, "candidate-took-ns": 2_000_000,
    });
    check_difference(returned(2), "the control returned 1, the candidate 2", &took);
    let panic = json!({ "kind": "panic", "at": at, "panicked": "candidate", "message": "no" });
    check_difference(panicked("no"), "the candidate panicked: no", &panic);
    let timeout = json!({ "kind": "timeout", "at": at, "after-ns": 2_000_000 });
    check_difference(timed_out(), "the candidate timed out after 2ms", &timeout);
}
