//! Tests of shadow mode.

mod comparable;
mod comparisons;
mod durations;
mod future;
mod nested;
mod panics;
mod run;
mod sampler;

use std::{cell::Cell, fmt, panic, time::Duration};

use jiff::Timestamp;

use super::*;

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Returns the time so many milliseconds after the start, which was at the start of 1970.
fn at(milliseconds: u64) -> Now {
    Now { since: ms(milliseconds), at: || Timestamp::UNIX_EPOCH }
}

/// Returns a run in which the control took 1 ms and the candidate 2 ms.
fn returned<R>(value: R) -> Run<R> {
    Run { candidate: Candidate::Returned(value), control_took: ms(1), candidate_took: ms(2) }
}

fn panicked<R>(message: &str) -> Run<R> {
    Run { candidate: Candidate::Panicked(message.to_owned()), control_took: ms(1), candidate_took: ms(2) }
}

fn timed_out<R>() -> Run<R> {
    Run { candidate: Candidate::TimedOut, control_took: ms(1), candidate_took: ms(2) }
}

/// A value that panics when it is dropped.
#[derive(Debug, PartialEq)]
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("dropped");
    }
}
