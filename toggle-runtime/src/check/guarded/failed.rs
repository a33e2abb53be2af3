//! A guarded call that says by itself that it has failed: whether one runs on this thread, and what it has said.

use std::{cell::Cell, marker::PhantomData};

thread_local! {
    /// Whether the innermost counted call of this thread has said that it fails. None outside of all such calls.
    static INNERMOST: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Counts the guarded call that runs on this thread as a failure, whatever it returns.
///
/// Use it in code that answers through an argument, such as a `&mut Response`, so that its return value says nothing.
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
/// The failure counts once, as an error, when the call ends; a panic of the call counts as that instead. A future that
/// is dropped before its end counts as well if it has said so. The return value is that of the call.
///
/// Returns whether there was such a call: a counted one, of the code of a toggle with a budget. Of several inside one
/// another, this is the innermost. Outside of them the function has no effect, nor has it on another thread that the
/// call has started. In an asynchronous function it works across `.await`; a task that the function spawns is no part of
/// it. Nothing is allocated.
///
/// # The guard of another toggle
///
/// A guarded function whose call is not counted is passed over. Its toggle may have no budget, may be fixed by a pin,
/// or a scope overrides toggles; or its code after `else` runs, and its budget compares nothing. If a counted call of
/// another toggle runs around that, `failed` counts *that call* as a failure, and may trip that toggle. So the same
/// code may hit one guard or the other, by the configuration. If both toggles are yours, give both a budget. Code that
/// must not fail its caller returns a value that [`Outcome`](crate::Outcome) or `failure = ..` knows, and does not call
/// `failed`.
#[expect(clippy::must_use_candidate, reason = "most callers only want the effect")]
pub fn failed() -> bool {
    let is_called = INNERMOST.get().is_some();
    if is_called {
        INNERMOST.set(Some(true));
    }
    is_called
}

/// The time in which a counted call runs on this thread, until this is dropped.
pub(super) struct Running {
    /// The state of the call around it.
    outer: Option<bool>,
    /// A drop on another thread would restore the state of the wrong one.
    not_send: PhantomData<*const ()>,
}

impl Running {
    /// Begins or continues a call that has said this so far.
    pub(super) fn enter(has_failed: bool) -> Self {
        Self { outer: INNERMOST.replace(Some(has_failed)), not_send: PhantomData }
    }

    /// Ends the time. Returns whether the call has said by now that it fails.
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
