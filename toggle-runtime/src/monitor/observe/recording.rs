use std::{cell::Cell, marker::PhantomData};

thread_local! {
    static NOTING: Cell<bool> = const { Cell::new(false) };
}

/// That this thread is noting an answer, until this is dropped.
///
/// What is told of it may ask toggles, too: a subscriber, a recorder of metrics, an allocator. Those answers are not noted, or
/// there would be no end to it.
pub(crate) struct RecordingGuard(PhantomData<*const ()>);

impl RecordingGuard {
    /// None if it is doing so already.
    #[inline]
    pub(crate) fn begin() -> Option<Self> {
        // Made only then, since dropping one would end the noting at hand.
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
