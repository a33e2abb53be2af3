//! Synchronous shadow runs.

use std::{cell::RefCell, panic::AssertUnwindSafe};

use super::*;

/// Runs both, which take 1 ms and 2 ms, and expects them in this order.
#[track_caller]
fn check(first: First, expected: [&str; 2]) {
    let (now, order) = (Cell::new(ms(0)), RefCell::new(Vec::new()));
    let going = |name, took: u64| {
        order.borrow_mut().push(name);
        now.set(now.get() + ms(took));
        name
    };
    let (value, run) = run(first, &|| now.get(), || going("control", 1), || going("candidate", 2));
    assert_eq!(value, "control");
    assert_eq!(run.candidate, Candidate::Returned("candidate"));
    assert_eq!((run.control_took, run.candidate_took), (ms(1), ms(2)));
    assert_eq!(*order.borrow(), expected);
}

#[test]
fn both_run_in_the_given_order() {
    check(First::Control, ["control", "candidate"]);
    check(First::Candidate, ["candidate", "control"]);
}

#[test]
fn panicking_candidate_leaves_value_of_control() {
    for first in [First::Control, First::Candidate] {
        let now = Cell::new(ms(0));
        let candidate = || {
            now.set(now.get() + ms(3));
            panic!("not {}", "yet")
        };
        let (value, run) = run(first, &|| now.get(), || 1, candidate);
        assert_eq!(value, 1);
        assert_eq!(run.candidate, Candidate::Panicked("not yet".to_owned()));
        assert_eq!((run.control_took, run.candidate_took), (ms(0), ms(3)));
    }
}

#[test]
fn a_panic_of_the_control_goes_through() {
    for (first, candidate_runs) in [(First::Control, false), (First::Candidate, true)] {
        let ran = Cell::new(false);
        let both = || run(first, &|| ms(0), || panic::panic_any(42), || ran.set(true));
        let payload = panic::catch_unwind(AssertUnwindSafe(both)).expect_err("it panics");
        assert_eq!(payload.downcast_ref(), Some(&42));
        assert_eq!(ran.get(), candidate_runs);
    }
}

/// A panic that leaves a `Drop` during another panic aborts the process.
#[test]
fn drop_panic_during_panic_of_control_is_caught() {
    let both = || run(First::Candidate, &|| ms(0), || panic!("control"), || Explosive);
    let payload = panic::catch_unwind(AssertUnwindSafe(both)).expect_err("it panics");
    assert_eq!(payload.downcast_ref(), Some(&"control"));
}

#[test]
fn a_clock_that_goes_backwards_gives_no_time() {
    let now = Cell::new(ms(100));
    let back = || now.replace(now.get().saturating_sub(ms(10)));
    let ((), run) = run(First::Control, &back, || (), || ());
    assert_eq!((run.control_took, run.candidate_took), (ms(0), ms(0)));
}
