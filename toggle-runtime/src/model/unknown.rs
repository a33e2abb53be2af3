//! The treatment of names that no toggle has.

use serde::{Deserialize, Serialize};

/// The treatment of a name in a source that belongs to no toggle of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unknown {
    /// Refuse the whole source: [`install`](crate::Builder::install) fails, and a later change of the source is not
    /// taken over. So it is with an [environment](crate::Builder::environment) that is not there, but almost.
    Deny,
    /// Report it, with the nearest known name, and take the rest over.
    #[default]
    Warn,
    /// Say nothing, as for a file that several programs share.
    Ignore,
}
