//! Panics of user code: the one module that catches them.

use std::{
    any::Any,
    mem,
    panic::{self, AssertUnwindSafe},
};

use toggle_rules::cut;

/// Runs user code and catches its panic. The caller resumes or inspects the payload.
#[inline]
pub(crate) fn catch_payload<T>(run: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    panic::catch_unwind(AssertUnwindSafe(run))
}

/// Runs code that may panic, and catches its panic as a message.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(message)
}

/// Drops a value whose `Drop` may panic.
pub(crate) fn discard<T>(value: T) {
    let _ = caught(|| drop(value));
}

/// Returns the message of a panic, and drops the payload.
pub(crate) fn message(payload: Box<dyn Any + Send>) -> String {
    let said = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(said), _) => cut(said),
        (_, Some(said)) => cut(said),
        _ => "a panic without a message".to_owned(),
    };
    // The payload can be of any type. Dropping it can panic, and dropping the payload of that panic can panic again.
    if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(payload);
    }
    said
}

/// Runs user code and ignores its panic. The payload is leaked, because dropping it could panic again.
pub(crate) fn catch_panic<T>(run: impl FnOnce() -> T) -> Option<T> {
    match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(value) => Some(value),
        Err(payload) => {
            mem::forget(payload);
            None
        }
    }
}
