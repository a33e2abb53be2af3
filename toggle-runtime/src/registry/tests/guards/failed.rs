//! Calls that report their own failure with `failed`.

use std::{future::poll_fn, pin::pin, task::Poll};

use super::*;
use crate::failed;

fn begin(program: &Program) -> Counting {
    Counting::begin(program.registry, &program.points[0], Side::Gated).expect("there is a budget")
}

/// Returns the number of ended calls, and of errors and panics among them.
fn counted(program: &Program) -> [u64; 3] {
    let counts = program.registry.toggles().next().and_then(|status| status.guard).expect("it is guarded").counts;
    [counts.calls, counts.errors, counts.panics]
}

/// Returns a program whose guard only counts.
fn program() -> Program {
    Program::guarded("guard = { failures = 100, over = \"1m\", min-calls = 4 }").0
}

#[test]
fn a_call_that_says_so_has_failed() {
    let program = program();
    assert!(!failed(), "no call runs here");
    assert_eq!(program.body(|| (failed(), 7).1, |_| panic!("nobody is asked any more")), 7);
    assert_eq!(counted(&program), [1, 1, 0]);
    program.body(|| assert!(failed() && failed(), "once or twice"), |()| false);
    assert_eq!(counted(&program), [2, 2, 0]);
    program.body(|| (), |()| false);
    assert_eq!(counted(&program), [3, 2, 0], "the next call is another");
    assert!(!failed());
}

#[test]
fn a_panic_counts_as_that_and_ends_the_call() {
    let program = program();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        program.body(|| -> u32 { if failed() { panic!("the code's own") } else { 1 } }, |_| false)
    }));
    assert!(panic.is_err());
    assert_eq!(counted(&program), [1, 0, 1]);
    assert!(!failed());
}

#[test]
fn the_innermost_of_nested_calls_has_failed() {
    let program = program();
    program.body(
        || {
            program.body(|| assert!(failed()), |()| false);
            assert_eq!(counted(&program), [1, 1, 0]);
        },
        |()| false,
    );
    assert_eq!(counted(&program), [2, 1, 0], "the outer one has not");
    program.body(
        || {
            assert!(failed());
            program.body(|| (), |()| false);
        },
        |()| false,
    );
    assert_eq!(counted(&program), [4, 2, 0], "the inner one has not");
}

#[test]
fn other_threads_are_no_part_of_a_call() {
    let program = program();
    program.body(|| thread::scope(|threads| assert!(!threads.spawn(failed).join().expect("it ends"))), |()| false);
    assert_eq!(counted(&program), [1, 0, 0]);
}

/// Reports a failure at the marked steps, and waits after each step.
async fn steps(says: [bool; 2]) {
    for says in says {
        if says {
            assert!(failed());
        }
        let mut is_first = true;
        poll_fn(|task| {
            task.waker().wake_by_ref();
            if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }
}

#[test]
fn futures_that_take_turns_speak_for_themselves() {
    let program = program();
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    let mut first = pin!(begin(&program).run_async(steps([true, false]), |()| false));
    let mut second = pin!(begin(&program).run_async(steps([false, false]), |()| false));
    for _ in 0..2 {
        assert!(first.as_mut().poll(&mut task).is_pending());
        assert!(!failed(), "between its steps no call runs here");
        assert!(second.as_mut().poll(&mut task).is_pending());
    }
    assert!(first.as_mut().poll(&mut task).is_ready());
    assert_eq!(counted(&program), [1, 1, 0], "it has kept that over its steps");
    assert!(second.as_mut().poll(&mut task).is_ready());
    assert_eq!(counted(&program), [2, 1, 0]);
}

#[test]
fn a_dropped_future_counts_if_it_has_said_so() {
    let program = program();
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    for (says, expected) in [(false, [0, 0, 0]), (true, [1, 1, 0])] {
        let mut call = Box::pin(begin(&program).run_async(steps([says, false]), |()| false));
        assert!(call.as_mut().poll(&mut task).is_pending());
        drop(call);
        assert_eq!(counted(&program), expected);
    }
}

/// A value that reports the failure of the call when it is dropped.
struct FailsLate;

impl Drop for FailsLate {
    fn drop(&mut self) {
        assert!(failed());
    }
}

#[test]
fn destructor_in_dropped_future_is_of_its_call() {
    let program = program();
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    program.body(
        || {
            let inner = async {
                let _late = FailsLate;
                steps([false, false]).await;
            };
            let mut inner = Box::pin(begin(&program).run_async(inner, |()| false));
            assert!(inner.as_mut().poll(&mut task).is_pending());
            drop(inner);
            assert_eq!(counted(&program), [1, 1, 0], "the inner call has failed");
        },
        |()| false,
    );
    assert_eq!(counted(&program), [2, 1, 0], "the outer call has not");
}

#[test]
fn destructor_in_ended_future_is_of_its_call() {
    let program = program();
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    let held = FailsLate;
    // `held` is dropped with the future, not when the future is ready.
    let inner = poll_fn(move |_| {
        let _ = &held;
        Poll::Ready(())
    });
    program.body(
        || {
            let mut inner = Box::pin(begin(&program).run_async(inner, |()| false));
            assert!(inner.as_mut().poll(&mut task).is_ready());
            assert_eq!(counted(&program), [1, 1, 0], "the inner call has failed");
        },
        |()| false,
    );
    assert_eq!(counted(&program), [2, 1, 0], "the outer call has not");
}
