//! Checks in the functions of a library crate.

use std::hint::black_box;

use toggle_library as library;
use toggle_measure::Case;

pub(super) fn cases() -> Vec<Case> {
    let within = "a function of a library";
    let inlined = "a function of a library, `#[inline]`";
    vec![
        Case::new(within, "`AtomicBool`, off", || library::atomic(black_box(1))),
        Case::new(within, "off", || library::off(black_box(1))),
        Case::new(within, "on", || library::on(black_box(1))),
        Case::new(inlined, "`AtomicBool`, off", || library::atomic_inlined(black_box(1))),
        Case::new(inlined, "off", || library::off_inlined(black_box(1))),
    ]
}
