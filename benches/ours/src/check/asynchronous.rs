//! Checks in `async` functions.

use std::{hint::black_box, sync::atomic::Ordering::Relaxed};

use toggle_measure::{Case, ready};
use toggle_runtime::feature_toggle;

use super::ATOMIC;

async fn atomic(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number }
}

#[feature_toggle("check-off", else = number)]
async fn off(number: u64) -> u64 {
    number + 1
}

#[feature_toggle("check-on", else = number)]
async fn on(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
fn poll_atomic(number: u64) -> u64 {
    ready(atomic(number))
}

#[inline(never)]
fn poll_off(number: u64) -> u64 {
    ready(off(number))
}

#[inline(never)]
fn poll_on(number: u64) -> u64 {
    ready(on(number))
}

pub(super) fn cases() -> Vec<Case> {
    let within = "an `async` function, polled to its end";
    vec![
        Case::new(within, "`AtomicBool`, off", || poll_atomic(black_box(1))),
        Case::new(within, "off", || poll_off(black_box(1))),
        Case::new(within, "on", || poll_on(black_box(1))),
    ]
}
