//! Installation of the process's toggles.

use crate::{model::error::Error, registry::Builder};

impl Builder {
    /// Reads the environment and all sources, applies their states, and follows the sources.
    ///
    /// Call it once, early in `main`. A check that ran before is reported as an [early read](crate::Event::EarlyRead).
    /// A run-time override that was [`set`](crate::set()) before stays. Sources are not followed if
    /// [`watch`](Self::watch) is off.
    ///
    /// # Errors
    ///
    /// Returns an error, and changes nothing:
    ///
    /// * if a required source cannot be read, or the history file cannot be opened;
    /// * if unknown names are [denied](crate::Unknown::Deny) and a source has some;
    /// * if this process has installed toggles before;
    /// * if the list of toggles cannot be read, as when two copies of this crate are linked into the program.
    ///
    /// A [forked](crate::_sources#fork) child may install toggles again, unless its parent was changing toggles at
    /// the moment of the fork.
    ///
    /// A program that goes on after an error has the states of the environment, the states of the file that
    /// `TOGGLE_FILE` names, and the declared defaults.
    pub fn install(self) -> Result<(), Error> {
        super::registry().install(self)
    }
}
