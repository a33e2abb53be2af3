//! Panics of code of the user: the one place that catches them.

use std::{
    any::Any,
    mem,
    panic::{self, AssertUnwindSafe},
};

use toggle_rules::cut;

/// Runs code of the user, and returns its panic, which the caller passes on or inspects.
#[inline]
pub(crate) fn catch_payload<T>(run: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    panic::catch_unwind(AssertUnwindSafe(run))
}

/// Runs code that may panic, such as that of the user. If it panics, returns the message.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(message)
}

/// Drops a value whose `Drop` may panic.
pub(crate) fn discard<T>(value: T) {
    let _ = caught(|| drop(value));
}

/// What a panic says.
pub(crate) fn message(payload: Box<dyn Any + Send>) -> String {
    let said = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(said), _) => cut(said),
        (_, Some(said)) => cut(said),
        _ => "a panic without a message".to_owned(),
    };
    // A payload can be of any type, and dropping it can panic, with one that may do the same.
    if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        mem::forget(payload);
    }
    said
}

/// Runs code of the user, and forgets its panic. Dropping the panic could panic again.
pub(crate) fn catch_panic<T>(run: impl FnOnce() -> T) -> Option<T> {
    match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(value) => Some(value),
        Err(payload) => {
            mem::forget(payload);
            None
        }
    }
}
