//! The treatment of unknown names in sources.

use serde::{Deserialize, Serialize};

/// The treatment of a name in a source that is no toggle of the program.
///
/// ```no_run
/// use toggle_runtime::Unknown;
///
/// # fn main() -> Result<(), toggle_runtime::Error> {
/// toggle_runtime::builder().file("toggles.toml").unknown(Unknown::Deny).install()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unknown {
    /// Refuses the whole source: [`install`](crate::Builder::install) fails, and a later version of the source changes
    /// nothing. A source without a section for the program's [environment](crate::Builder::environment), but with a
    /// section of almost the same name, is refused as well.
    Deny,
    /// Reports the name with the most similar known name, and accepts the rest of the source.
    #[default]
    Warn,
    /// Ignores the name, as for a file that several programs share.
    Ignore,
}
