//! Checks in functions that are not inlined, one for each form of the check.

use std::{hint::black_box, sync::atomic::Ordering::Relaxed};

use toggle_measure::Case;
use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

use super::ATOMIC;

#[toggle("check-declared")]
static DECLARED: Toggle;

#[inline(never)]
fn atomic(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number }
}

#[inline(never)]
fn empty(number: u64) -> u64 {
    number
}

#[inline(never)]
#[feature_toggle("check-off", else = number)]
fn off(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("check-on", else = number)]
fn on(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle(DECLARED, else = number)]
fn by_path(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
fn by_enabled(number: u64) -> u64 {
    if enabled!("check-off") { number + 1 } else { number }
}

#[inline(never)]
fn by_method(number: u64) -> u64 {
    if DECLARED.is_enabled() { number + 1 } else { number }
}

#[inline(never)]
#[feature_toggle(not("check-off"), else = number)]
fn not(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle(all("check-on", "check-second"), else = number)]
fn all(number: u64) -> u64 {
    number + 1
}

pub(super) fn cases() -> Vec<Case> {
    let within = "a function";
    vec![
        Case::new(within, "`AtomicBool`, off", || atomic(black_box(1))),
        Case::new(within, "nothing", || empty(black_box(1))),
        Case::new(within, "off", || off(black_box(1))),
        Case::new(within, "on", || on(black_box(1))),
        Case::new(within, "by path, off", || by_path(black_box(1))),
        Case::new(within, "`enabled!`, off", || by_enabled(black_box(1))),
        Case::new(within, "`is_enabled()`, off", || by_method(black_box(1))),
        Case::new(within, "`not`, on", || not(black_box(1))),
        Case::new(within, "`all` of two, on", || all(black_box(1))),
    ]
}
