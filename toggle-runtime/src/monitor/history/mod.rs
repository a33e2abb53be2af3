//! The last changes of the toggles, and the history file.

use std::collections::VecDeque;

use crate::model::change::Change;

pub(crate) use self::file::HistoryFile;

#[cfg(feature = "history-file")]
mod exit;
#[cfg_attr(not(feature = "history-file"), path = "file_off.rs")]
mod file;
#[cfg(feature = "history-file")]
mod json;

/// The largest number of kept changes.
const CAPACITY: usize = 1000;

/// The last changes, oldest first.
#[derive(Default)]
pub(crate) struct Changes(VecDeque<Change>);

impl Changes {
    pub(crate) fn push(&mut self, change: Change) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(change);
    }

    pub(crate) fn to_vec(&self) -> Vec<Change> {
        self.0.iter().cloned().collect()
    }
}
