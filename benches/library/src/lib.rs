//! Functions that ask, in a crate that others depend on.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use toggle_runtime::feature_toggle;

/// What the checks of this library are held against.
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

/// May be compiled into whoever calls it.
#[inline]
#[must_use]
pub fn atomic_inlined(number: u64) -> u64 {
    if ATOMIC.load(Relaxed) { number + 1 } else { number }
}

/// May be compiled into whoever calls it.
#[inline]
#[must_use]
#[feature_toggle("check-off", else = number)]
pub fn off_inlined(number: u64) -> u64 {
    number + 1
}
