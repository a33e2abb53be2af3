//! Checks in a loop that the compiler can vectorize.

use std::{hint::black_box, sync::atomic::Ordering::Relaxed};

use toggle_measure::Case;
use toggle_runtime::{enabled, feature_toggle};

use super::ATOMIC;

/// The number of turns of one loop.
const NUMBERS: usize = 1024;

#[inline(always)]
fn plain(number: u64) -> u64 {
    number ^ 1
}

#[inline(always)]
fn atomic(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number ^ 1 }
}

#[inline(always)]
#[feature_toggle("check-off", else = number ^ 1)]
fn gated(number: u64) -> u64 {
    number + 1
}

/// Sums the numbers in the recommended form: the check stands before the loop.
fn read_once(numbers: &[u64]) -> u64 {
    let fast = enabled!("check-off");
    numbers.iter().map(|&number| if fast { number + 1 } else { number ^ 1 }).sum()
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        over("nothing", |numbers| numbers.iter().map(|&number| plain(number)).sum()),
        over("`AtomicBool`, off", |numbers| numbers.iter().map(|&number| atomic(number)).sum()),
        over("inlined, off", |numbers| numbers.iter().map(|&number| gated(number)).sum()),
        over("read once before it, off", read_once),
    ]
}

/// Returns a case whose calls are turns of the loop, so that the figure is the cost of one turn.
fn over(what: &str, sum: impl Fn(&[u64]) -> u64 + Send + Sync + 'static) -> Case {
    let numbers: Vec<u64> = (0..NUMBERS as u64).collect();
    Case::repeated("a hot loop, each turn", what, move |calls| {
        for _ in 0..calls.div_ceil(NUMBERS as u64) {
            black_box(sum(black_box(&numbers)));
        }
    })
}
