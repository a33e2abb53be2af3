//! The person who makes an edit, as far as the edit reports to that person and prompts for an answer.

use std::fmt;

use crate::notes::Notes;

/// The person who makes an edit.
#[derive(Clone, Copy)]
pub struct Operator<'a> {
    notes: Notes<'a>,
    confirm: &'a dyn Fn(&str) -> Option<bool>,
}

impl<'a> Operator<'a> {
    /// Returns an operator who receives notes and answers questions. `confirm` returns `None` if nobody can answer.
    pub const fn new(notes: Notes<'a>, confirm: &'a dyn Fn(&str) -> Option<bool>) -> Self {
        Self { notes, confirm }
    }

    /// Returns an operator who receives notes but answers no question, so that no edit of a protected environment is
    /// made without [`Target::yes`](super::Target::yes).
    pub const fn absent(notes: Notes<'a>) -> Self {
        Self { notes, confirm: &|_| None }
    }

    /// Returns the receiver of notes.
    pub(super) fn notes(self) -> Notes<'a> {
        self.notes
    }

    /// Prompts for a confirmation.
    pub(super) fn confirm(self, question: &str) -> Option<bool> {
        (self.confirm)(question)
    }
}

impl fmt::Debug for Operator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").finish_non_exhaustive()
    }
}
