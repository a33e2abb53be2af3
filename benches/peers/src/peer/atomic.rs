//! An `AtomicBool` of the standard library, the baseline, and an empty function.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use toggle_measure::{Case, Flips};

static ATOMIC: AtomicBool = AtomicBool::new(false);

#[inline(never)]
fn ask() -> bool {
    ATOMIC.load(Relaxed)
}

#[inline(never)]
fn empty() -> bool {
    false
}

pub(crate) fn checks() -> Vec<Case> {
    // Without `black_box` the compiler sees that no code changes the atomic.
    black_box(&ATOMIC);
    vec![
        Case::new("`std`", "`AtomicBool`", ask).flips(Flips::Each),
        Case::new("baseline", "an empty function", || black_box(empty())),
    ]
}
