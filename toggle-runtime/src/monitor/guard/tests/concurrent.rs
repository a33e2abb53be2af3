//! Windows and guards under many threads.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use super::*;
use crate::monitor::guard::{kind::Kind, window::Window};

const THREADS: usize = 8;
const CALLS: usize = 12_500;
/// The number of calls of all threads.
const ALL: u64 = 100_000;

/// Makes the calls of all threads, and returns their results.
fn on_threads<T: Send>(call: impl Fn() -> T + Sync) -> Vec<T> {
    let start = Barrier::new(THREADS);
    let run = || {
        start.wait();
        (0..CALLS).map(|_| call()).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no thread panics")).collect()
    })
}

#[test]
fn one_of_many_failures_at_once_trips() {
    for min_calls in [1, 1000, 100_000] {
        let guard = Guard::new(budget("50%", min_calls));
        let verdicts = on_threads(|| call(&guard, Ended::Failed, ms(0)));
        let tripped: Vec<_> = verdicts.into_iter().filter(|verdict| *verdict != Verdict::Nothing).collect();
        assert!(matches!(*tripped, [Verdict::Tripped(counts)] if counts.calls >= min_calls.into()), "{tripped:?}");
    }
}

#[test]
fn every_call_is_counted_once() {
    let guard = Guard::new(budget("50%", u32::MAX));
    on_threads(|| assert_eq!(call(&guard, Ended::Failed, ms(0)), Verdict::Nothing));
    assert_eq!(guard.status(ms(0)).counts, counts(ALL, ALL));
}

/// Time passes with each call, so that all threads enter each new slot at once.
#[test]
fn nothing_is_lost_when_a_slot_begins() {
    let clock = AtomicU64::new(0);
    let over = ms(ALL + 16);
    let window = Window::new(over);
    on_threads(|| window.count(Kind::Panic, ms(clock.fetch_add(1, Ordering::Relaxed))));
    assert_eq!(window.counts(ms(ALL)), Counts { panics: ALL, ..counts(ALL, 0) });
}

/// The slots are reused again and again, and each thread reads the counts of the others.
#[test]
fn there_are_never_more_failures_than_calls() {
    let clock = AtomicU64::new(0);
    let window = Window::new(ms(160));
    on_threads(|| {
        let now = ms(clock.fetch_add(1, Ordering::Relaxed));
        window.count(Kind::Error, now);
        let counts = window.counts(now);
        assert!(counts.errors <= counts.calls, "{counts:?}");
    });
}

#[test]
fn a_trial_has_one_verdict() {
    for fails in [false, true] {
        let guard = Guard::new(Budget { retry: Some(ms(1)), ..budget("50%", 1000) });
        for _ in 0..1000 {
            let _ = call(&guard, Ended::Failed, ms(0));
        }
        let verdicts = on_threads(|| {
            let ended = if fails { Ended::Failed } else { Ended::Succeeded };
            if guard.admits(ms(1)) { call(&guard, ended, ms(1)) } else { Verdict::Nothing }
        });
        let told: Vec<_> = verdicts.into_iter().filter(|verdict| *verdict != Verdict::Nothing).collect();
        match *told {
            [Verdict::Closed] if !fails => {}
            [Verdict::Reopened(failed)] if fails => assert!(failed.errors > 500, "{failed:?}"),
            _ => panic!("{told:?}"),
        }
    }
}
