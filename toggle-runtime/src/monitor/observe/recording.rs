//! A mark of the thread that is recording an answer.

use std::{cell::Cell, marker::PhantomData};

thread_local! {
    static NOTING: Cell<bool> = const { Cell::new(false) };
}

/// A guard that marks this thread as recording an answer, until it is dropped.
///
/// A receiver of the answer may check toggles, such as a subscriber, a recorder of metrics or an allocator. These
/// answers are not recorded, because each would cause the next one.
pub(crate) struct RecordingGuard(PhantomData<*const ()>);

impl RecordingGuard {
    /// Returns `None` if this thread is already recording.
    #[inline]
    pub(crate) fn begin() -> Option<Self> {
        // Only made in that case, because dropping a second guard would end the current recording.
        let is_first = !NOTING.replace(true);
        is_first.then(|| Self(PhantomData))
    }
}

impl Drop for RecordingGuard {
    #[inline]
    fn drop(&mut self) {
        NOTING.set(false);
    }
}
