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
    model::guard::Counts,
    monitor::guard::{Ended, Guard, Side, Verdict},
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

/// A call that takes no time.
fn call(guard: &Guard, ended: Ended, now: Duration) -> Verdict {
    guard.end(guard.begin(Side::Gated, now), ended, now)
}
