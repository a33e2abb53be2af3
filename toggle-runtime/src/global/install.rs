//! Setting up the toggles of the process.

use crate::{model::error::Error, registry::Builder};

impl Builder {
    /// Reads the environment and the sources, puts what they say into force, and follows them.
    ///
    /// Call it early in `main`. What was asked before is reported as an [early read](crate::Event::EarlyRead). What
    /// [`set`](crate::set) has set before stays set.
    ///
    /// # Errors
    ///
    /// If a required source cannot be read or the history file cannot be opened, if unknown names are denied and a
    /// source has some, and if this process has installed toggles before: a [forked](crate::_sources#fork) child may
    /// install them again, unless its parent was changing toggles at that moment. Nothing is changed then. A program
    /// that goes on all the same has the states of the environment, those of the file that `TOGGLE_FILE` names, and the
    /// declared defaults.
    pub fn install(self) -> Result<(), Error> {
        super::registry().install(self)
    }
}
