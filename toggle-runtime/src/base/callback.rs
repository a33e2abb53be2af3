//! The thread-local mark of threads that run a callback of the user, such as a subscriber.

use std::cell::Cell;

thread_local! {
    /// Whether a user callback runs on this thread.
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
}

/// Runs a closure that calls user code, and marks the thread meanwhile. The closure must not panic: a panic would leave
/// the mark set.
pub(crate) fn while_in_callback<T>(run: impl FnOnce() -> T) -> T {
    let was_in_callback = IN_CALLBACK.replace(true);
    let result = run();
    IN_CALLBACK.set(was_in_callback);
    result
}

/// Returns whether a user callback runs on this thread. Such a thread must not wait for the callback to return.
pub(crate) fn is_in_callback() -> bool {
    IN_CALLBACK.get()
}
