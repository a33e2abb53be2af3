//! The function by which guarded code reports its own failure, and the thread's state for it.

use std::{cell::Cell, marker::PhantomData};

thread_local! {
    /// Whether the innermost counted call of this thread has reported a failure. `None` outside of all such calls.
    static INNERMOST: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Counts the guarded call that runs on this thread as a failure, whatever the call returns.
///
/// Use it in code that answers through an argument, such as a `&mut Response`, so that the return value does not show a
/// failure. If a return value shows it, implement [`Outcome`](crate::Outcome) or write `failure = ..` instead.
///
/// ```
/// use toggle_runtime::{failed, feature_toggle};
///
/// struct Response {
///     status: u16,
/// }
///
/// #[feature_toggle("new-search", else = response.status = 404, guard)]
/// fn search(text: &str, response: &mut Response) {
///     response.status = if text.is_empty() { 400 } else { 500 };
///     if response.status >= 500 {
///         failed();
///     }
/// }
/// # let mut response = Response { status: 0 };
/// # search("", &mut response);
/// # assert_eq!(response.status, 404);
/// # assert!(!failed());
/// ```
///
/// Returns whether there was a counted call: a call of gated code of a toggle with a budget. Of several counted calls
/// inside each other, the innermost counts as failed. Nothing is allocated.
///
/// * The call counts once, as an error, when it ends. If it panics, it counts as a panic instead. Its return value does
///   not change.
/// * A future that is dropped before its end counts if it has called `failed`.
/// * In an asynchronous function, `failed` works across `.await`. A task that the function spawns is not part of the
///   call, and neither is another thread that the call starts.
/// * Outside of counted calls, `failed` has no effect.
///
/// # The guard of another toggle
///
/// `failed` ignores guarded calls that are not counted. A call is not counted if its toggle has no budget, if a pin
/// fixes the toggle, or if a scope overrides toggles. The call of code after `else` is not counted if the budget
/// compares nothing.
///
/// If a counted call of *another* toggle is around such a call, `failed` counts that outer call as a failure, and may
/// trip that other toggle. The same code may therefore affect one guard or the other, by the configuration. If both
/// toggles are yours, give both a budget. Code that must not fail its caller does not call `failed`, but returns a
/// value that [`Outcome`](crate::Outcome) or `failure = ..` takes for a failure.
#[expect(clippy::must_use_candidate, reason = "most callers only want the effect")]
pub fn failed() -> bool {
    let is_called = INNERMOST.get().is_some();
    if is_called {
        INNERMOST.set(Some(true));
    }
    is_called
}

/// The part of a counted call that runs on this thread, until this value is dropped.
pub(super) struct Running {
    /// The state of the call around this one.
    outer: Option<bool>,
    /// Not `Send`, because a drop on another thread would restore the state of the wrong thread.
    not_send: PhantomData<*const ()>,
}

impl Running {
    /// Begins or continues a call, which may have reported a failure before.
    pub(super) fn enter(has_failed: bool) -> Self {
        Self { outer: INNERMOST.replace(Some(has_failed)), not_send: PhantomData }
    }

    /// Ends the part. Returns whether the call has reported a failure.
    pub(super) fn leave(self) -> bool {
        let has_failed = INNERMOST.get() == Some(true);
        drop(self);
        has_failed
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        INNERMOST.set(self.outer);
    }
}
