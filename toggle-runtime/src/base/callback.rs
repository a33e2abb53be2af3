//! Whether a thread runs a callback of the user, such as a subscriber.

use std::cell::Cell;

thread_local! {
    /// Whether code of others that hears of an event is running on this thread.
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
}

/// Runs what calls code of others, and does not panic.
pub(crate) fn while_in_callback<T>(run: impl FnOnce() -> T) -> T {
    let was_in_callback = IN_CALLBACK.replace(true);
    let result = run();
    IN_CALLBACK.set(was_in_callback);
    result
}

/// Whether code of others that hears of something is running on this thread: it cannot wait for itself.
pub(crate) fn is_in_callback() -> bool {
    IN_CALLBACK.get()
}
