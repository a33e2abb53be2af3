//! Functions with toggle points in a library crate, and the same functions with an `AtomicBool`.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use toggle_runtime::feature_toggle;

/// The baseline for the checks of this library.
pub static ATOMIC: AtomicBool = AtomicBool::new(false);

#[inline(never)]
#[must_use]
pub fn atomic(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number }
}

#[inline(never)]
#[must_use]
#[feature_toggle("check-off", else = number)]
pub fn off(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[must_use]
#[feature_toggle("check-on", else = number)]
pub fn on(number: u64) -> u64 {
    number + 1
}

/// Loads the atomic in a function that the compiler may inline into other crates.
#[inline]
#[must_use]
pub fn atomic_inlined(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number }
}

/// Checks the toggle in a function that the compiler may inline into other crates.
#[inline]
#[must_use]
#[feature_toggle("check-off", else = number)]
pub fn off_inlined(number: u64) -> u64 {
    number + 1
}
