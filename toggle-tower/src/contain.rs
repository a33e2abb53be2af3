//! Calls of the user's code, which may panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls code of the user that a request must not depend on. None if it panics, which is reported beside the message of
/// the panic hook. In a program that aborts on panic it ends the process, as any panic does.
pub(crate) fn contain<T>(what: &str, call: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => Some(result),
        Err(panic) => {
            // Dropping it could panic again.
            std::mem::forget(panic);
            report(what);
            None
        }
    }
}

#[cfg(feature = "tracing")]
fn report(what: &str) {
    // A subscriber may panic as well, and then there is nobody left to tell.
    let told = catch_unwind(AssertUnwindSafe(|| {
        tracing::error!(target: "toggle_tower", "{what} has panicked; the request goes on without it");
    }));
    std::mem::forget(told);
}

#[cfg(not(feature = "tracing"))]
fn report(_: &str) {}
