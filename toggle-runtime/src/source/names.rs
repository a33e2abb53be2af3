//! The names of the toggles of a program, as sources get them.

use std::{fmt, sync::Arc};

/// The names of the toggles of the program, which [`Source::set_names`](crate::Source::set_names) passes to a source.
///
/// A shared store may have thousands of toggles of which this program knows a few.
/// [`States::from_toml_for`](crate::States::from_toml_for) skips all others.
#[derive(Clone)]
pub struct Names(Arc<dyn Fn(&str) -> bool + Send + Sync>);

impl Names {
    pub(crate) fn new(is_known: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_known))
    }

    /// Returns whether the program has a toggle of this name.
    ///
    /// ```
    /// use toggle_runtime::{Names, States};
    ///
    /// /// Makes states of the rows of a table that other programs use, too.
    /// fn states(rows: &[(String, bool)], names: &Names) -> States {
    ///     let mut states = States::new();
    ///     for (name, is_on) in rows.iter().filter(|(name, _)| names.contains(name)) {
    ///         states.set(name, *is_on, "table toggles");
    ///     }
    ///     states
    /// }
    /// ```
    pub fn contains(&self, name: &str) -> bool {
        (self.0)(name)
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}
