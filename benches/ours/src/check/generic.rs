//! Checks in generic functions.

use std::{hint::black_box, ops::Add, sync::atomic::Ordering::Relaxed};

use toggle_measure::Case;
use toggle_runtime::feature_toggle;

use super::ATOMIC;

#[inline(never)]
fn atomic<N: Add<Output = N> + From<u8>>(number: N) -> N {
    if ATOMIC.load(Relaxed) { number + N::from(1) } else { number }
}

#[inline(never)]
#[feature_toggle("check-off", else = number)]
fn off<N: Add<Output = N> + From<u8>>(number: N) -> N {
    number + N::from(1)
}

#[inline(never)]
#[feature_toggle("check-on", else = number)]
fn on<N: Add<Output = N> + From<u8>>(number: N) -> N {
    number + N::from(1)
}

pub(super) fn cases() -> Vec<Case> {
    let within = "a generic function";
    vec![
        Case::new(within, "`AtomicBool`, off", || atomic(black_box(1_u64))),
        Case::new(within, "off", || off(black_box(1_u64))),
        Case::new(within, "on", || on(black_box(1_u64))),
    ]
}
