//! The check, where the compiler sees it in every way that it can.

mod function;
mod hot_loop;
mod generic;
mod asynchronous;
mod library;

use std::{hint::black_box, sync::atomic::AtomicBool};

use toggle_measure::Case;

/// What all checks are held against.
static ATOMIC: AtomicBool = AtomicBool::new(false);

pub(crate) fn cases() -> Vec<Case> {
    // Or the compiler would see that nobody ever changes it, and would not load it at all.
    black_box([&ATOMIC, &toggle_library::ATOMIC]);
    let mut cases = function::cases();
    cases.extend(hot_loop::cases());
    cases.extend(generic::cases());
    cases.extend(asynchronous::cases());
    cases.extend(library::cases());
    cases
}
