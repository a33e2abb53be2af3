//! The cost of a read while other threads read or flip the same toggle.
//!
//! There may be fewer processors than threads, so the measurement uses the reader's processor time, not elapsed time.

use std::{
    sync::{
        Barrier,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use cpu_time::ThreadTime;
use serde::{Deserialize, Serialize};

use crate::{Case, median, rounds::calls_within};

/// A case that another thread can flip during the measurement.
pub struct Contended {
    pub case: Case,
    flip: Box<dyn Fn(bool) + Send + Sync>,
}

impl Contended {
    pub fn new(case: Case, flip: impl Fn(bool) + Send + Sync + 'static) -> Self {
        Self { case, flip: Box::new(flip) }
    }
}

/// The measured cost of a case under contention.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Strained {
    pub who: String,
    pub what: String,
    /// Nanoseconds of processor time per call in a single thread.
    pub ns: f64,
    pub slowdowns: Vec<Slowdown>,
    /// Flips per second in the rounds with flips.
    pub flips_per_second: f64,
}

/// The slowdown of a reader relative to a single reader without flips.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Slowdown {
    pub threads: usize,
    pub flipped: bool,
    pub times: f64,
}

const ROUNDS: usize = 21;
const THREADS: [usize; 3] = [1, 2, 4];
/// The duration of a reader's work in each round. It holds many flips, so that each flip affects the measurement.
const SLICE: Duration = Duration::from_millis(15);
const PAUSE: Duration = Duration::from_millis(1);

/// Measures all cases in rounds. Each round runs every case once with every number of threads, with and without
/// flips.
#[must_use]
pub fn strain(all: &[Contended]) -> Vec<Strained> {
    let calls: Vec<u64> = all.iter().map(|one| calls_within(SLICE, |calls| time(&one.case, calls))).collect();
    let strains: Vec<(usize, bool)> = THREADS.iter().flat_map(|&threads| [(threads, false), (threads, true)]).collect();
    let mut rounds = vec![vec![Vec::with_capacity(ROUNDS); strains.len()]; all.len()];
    let mut flips = vec![Flipping::default(); all.len()];
    for _ in 0..ROUNDS {
        for (index, one) in all.iter().enumerate() {
            for (&(threads, flipped), times) in strains.iter().zip(&mut rounds[index]) {
                times.push(read(one, calls[index], threads, flipped.then_some(&mut flips[index])));
            }
        }
    }
    let found = all.iter().zip(&rounds).zip(flips);
    found
        .map(|((one, rounds), flips)| Strained {
            who: one.case.who.clone(),
            what: one.case.what.clone(),
            ns: median(rounds[0].iter().copied()),
            slowdowns: strains
                .iter()
                .zip(rounds)
                .map(|(&(threads, flipped), times)| Slowdown {
                    threads,
                    flipped,
                    times: median(times.iter().zip(&rounds[0]).map(|(time, alone)| time / alone)),
                })
                .collect(),
            flips_per_second: flips.count as f64 / flips.time.as_secs_f64(),
        })
        .collect()
}

/// The number of flips and the time in which they happened.
#[derive(Clone, Copy, Default)]
struct Flipping {
    count: u64,
    time: Duration,
}

/// Returns the median over the threads of a call's cost in nanoseconds.
fn read(one: &Contended, calls: u64, threads: usize, flipping: Option<&mut Flipping>) -> f64 {
    let done = AtomicBool::new(false);
    let flips = AtomicU64::new(0);
    let start = Barrier::new(threads + usize::from(flipping.is_some()));
    let started = Instant::now();
    let times = thread::scope(|scope| {
        if flipping.is_some() {
            scope.spawn(|| {
                start.wait();
                let mut next = Instant::now();
                while !done.load(Relaxed) {
                    (one.flip)(flips.fetch_add(1, Relaxed).is_multiple_of(2));
                    next += PAUSE;
                    thread::sleep(next.saturating_duration_since(Instant::now()));
                }
                (one.flip)(false);
            });
        }
        let readers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    time(&one.case, calls).as_nanos() as f64 / calls as f64
                })
            })
            .collect();
        let times: Vec<f64> = readers.into_iter().map(|reader| reader.join().expect("no reader panics")).collect();
        done.store(true, Relaxed);
        times
    });
    if let Some(flipping) = flipping {
        flipping.count += flips.into_inner();
        flipping.time += started.elapsed();
    }
    median(times)
}

/// Returns the processor time of this thread for these calls.
fn time(case: &Case, calls: u64) -> Duration {
    let start = ThreadTime::now();
    case.run(calls);
    start.elapsed()
}
