//! A value on its own cache line.

use std::ops::Deref;

/// A value that shares no cache line with others, so that writes to other values do not slow down its readers. It
/// takes two lines, because many processors fetch lines in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct CachePadded<T>(pub(crate) T);

impl<T> Deref for CachePadded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
