//! Tests of guards.

mod cases;
mod compared;
mod concurrent;
mod judge;
mod model;
mod simulated;
mod status;
mod trial;
mod window;

use std::time::Duration;

use toggle_rules::{Budget, Percentage};

use crate::{
    model::guard::{Counts, GuardState},
    monitor::guard::{Call, Ended, Guard, Side},
};

fn budget(failures: &str, min_calls: u32) -> Budget {
    Budget {
        failures: Some(percentage(failures)),
        worse: None,
        slower: None,
        confidence: percentage("99.9%"),
        over: ms(16_000),
        min_calls,
        slow: None,
        retry: None,
        overrides: false,
    }
}

fn percentage(word: &str) -> Percentage {
    Percentage::from_word(word).and_then(Result::ok).expect("a percentage")
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn counts(calls: u64, errors: u64) -> Counts {
    Counts { calls, errors, ..Counts::default() }
}

/// The change that a call has made to the guard, with the counts of the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
enum Verdict {
    Nothing,
    Tripped(Counts),
    /// The trial passed.
    Closed,
    /// The trial failed.
    Reopened(Counts),
}

fn end(guard: &Guard, call: Call, ended: Ended, now: Duration) -> Verdict {
    verdict(guard, now, || guard.end(call, ended, now))
}

fn abandon(guard: &Guard, call: Call, now: Duration) -> Verdict {
    verdict(guard, now, || guard.abandon(call, now))
}

fn verdict(guard: &Guard, now: Duration, change: impl FnOnce() -> bool) -> Verdict {
    let before = guard.status(now).state;
    if !change() {
        return Verdict::Nothing;
    }
    let after = guard.status(now);
    match (before, after.state) {
        (GuardState::Trial, GuardState::Tripped) => Verdict::Reopened(after.counts),
        (GuardState::Trial, GuardState::Closed) => Verdict::Closed,
        (GuardState::Closed, GuardState::Tripped) => Verdict::Tripped(after.counts),
        (before, after) => panic!("a call does not lead from {before:?} to {after:?}"),
    }
}

/// Makes a call that takes no time.
fn call(guard: &Guard, ended: Ended, now: Duration) -> Verdict {
    end(guard, guard.begin(Side::Gated, now), ended, now)
}
