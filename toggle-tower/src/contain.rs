//! The catching of panics in user code.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls user code that must not fail the request. Returns `None` if it panics, and reports the panic in addition to
/// the message of the panic hook. In a program that aborts on panic, the process ends.
pub(crate) fn contain<T>(what: &str, call: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => Some(result),
        Err(panic) => {
            // Dropping the payload could panic again.
            std::mem::forget(panic);
            report(what);
            None
        }
    }
}

#[cfg(feature = "tracing")]
fn report(what: &str) {
    // A subscriber may panic as well. Its panic is caught and cannot be reported.
    let told = catch_unwind(AssertUnwindSafe(|| {
        tracing::error!(target: "toggle_tower", "{what} panicked; the request continues without it");
    }));
    std::mem::forget(told);
}

#[cfg(not(feature = "tracing"))]
fn report(_: &str) {}
