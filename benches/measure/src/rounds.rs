//! Medians over rounds. Each round measures every case once, so that all cases see the same load.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::{Case, Flips, allocations::allocations};

/// The measured cost of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measured {
    pub who: String,
    pub what: String,
    pub flips: Option<Flips>,
    pub note: String,
    /// Nanoseconds per call.
    pub ns: f64,
    /// The cost relative to the first case.
    pub ratio: f64,
    /// Allocations per call.
    pub allocations: f64,
}

const ROUNDS: usize = 301;
/// The duration of a case in each round.
const SLICE: Duration = Duration::from_micros(500);

/// Measures all cases, and compares each with the first one.
#[must_use]
pub fn measure(cases: &[Case]) -> Vec<Measured> {
    let allocations: Vec<f64> = cases.iter().map(allocations).collect();
    let calls: Vec<u64> = cases.iter().map(|case| calls_within(SLICE, |calls| time(case, calls))).collect();
    let mut rounds = vec![Vec::with_capacity(ROUNDS); cases.len()];
    for _ in 0..ROUNDS {
        for ((case, &calls), times) in cases.iter().zip(&calls).zip(&mut rounds) {
            times.push(time(case, calls).as_nanos() as f64 / calls as f64);
        }
    }
    let ratio = |times: &[f64]| median(times.iter().zip(&rounds[0]).map(|(time, first)| time / first));
    let found = cases.iter().zip(&rounds).zip(allocations);
    found
        .map(|((case, times), allocations)| Measured {
            who: case.who.clone(),
            what: case.what.clone(),
            flips: case.flips,
            note: case.note.clone(),
            ns: median(times.iter().copied()),
            ratio: ratio(times),
            allocations,
        })
        .collect()
}

/// Returns the number of calls that fill a duration: a multiple of 1024, unless calls take long.
pub(crate) fn calls_within(slice: Duration, time: impl Fn(u64) -> Duration) -> u64 {
    let mut calls = 16;
    while time(calls) < slice / 4 {
        calls *= 4;
    }
    // The second measurement runs with warm caches.
    let each = time(calls).as_secs_f64() / calls as f64;
    let calls = ((slice.as_secs_f64() / each) as u64).max(1);
    if calls > 1024 { calls.next_multiple_of(1024) } else { calls }
}

fn time(case: &Case, calls: u64) -> Duration {
    let start = Instant::now();
    case.run(calls);
    start.elapsed()
}

/// Returns the median.
///
/// # Panics
///
/// If there are no numbers.
#[must_use]
pub fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
