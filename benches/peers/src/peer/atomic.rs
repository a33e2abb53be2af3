//! What everybody is held against.

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
    // Or the compiler would see that nobody ever changes it.
    black_box(&ATOMIC);
    vec![
        Case::new("`std`", "`AtomicBool`", ask).flips(Flips::Each),
        Case::new("nobody", "an empty function", || black_box(empty())),
    ]
}
