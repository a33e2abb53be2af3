//! Notes: the warnings of a request that succeeds.

use std::fmt;

/// The receiver of notes. Each note is one text, which may contain text from others.
#[derive(Clone, Copy)]
pub struct Notes<'a>(&'a dyn Fn(&str));

impl<'a> Notes<'a> {
    /// Returns a receiver that passes each note on, at once.
    pub const fn to(receiver: &'a dyn Fn(&str)) -> Self {
        Self(receiver)
    }

    /// Returns a receiver that drops all notes.
    pub const fn none() -> Self {
        Self(&|_| {})
    }

    /// Reports a note.
    pub fn note(self, text: &str) {
        (self.0)(text);
    }
}

impl fmt::Debug for Notes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notes").finish_non_exhaustive()
    }
}
