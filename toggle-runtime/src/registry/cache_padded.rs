use std::ops::Deref;

/// A value that shares no cache line with others, so that writing to these does not take it away from those who read it.
/// That is two lines on many processors, which fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct CachePadded<T>(pub(crate) T);

impl<T> Deref for CachePadded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
