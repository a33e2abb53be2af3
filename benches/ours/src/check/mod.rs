//! The cost of a check in all kinds of function.

mod function;
mod hot_loop;
mod generic;
mod asynchronous;
mod library;

use std::{hint::black_box, sync::atomic::AtomicBool};

use toggle_measure::Case;

/// The baseline for the checks of this crate.
static ATOMIC: AtomicBool = AtomicBool::new(false);

pub(crate) fn cases() -> Vec<Case> {
    // Without `black_box` the compiler sees that no code changes the atomics, and removes the loads.
    black_box([&ATOMIC, &toggle_library::ATOMIC]);
    let mut cases = function::cases();
    cases.extend(hot_loop::cases());
    cases.extend(generic::cases());
    cases.extend(asynchronous::cases());
    cases.extend(library::cases());
    cases
}
