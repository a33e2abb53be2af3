//! The way into rules: what a table of a toggle, and a percentage, come to. `door_off.rs` stands for it where the feature
//! `rules` is off.

use std::sync::Arc;

use crate::{
    definition::Definition,
    percentage::Percentage,
    policy::{Policy, Rules},
    spanned::Mistake,
    target::Target,
};

/// The table of a toggle, as it is written.
pub type WrittenTable = Box<Definition>;

/// The table of a toggle, compiled.
pub type CompiledTable = Arc<Rules>;

impl Target<'_> {
    /// Returns what the word for a percentage comes to.
    pub(crate) fn share(self, share: Percentage) -> Result<Policy, Vec<Mistake>> {
        self.table(Box::new(Definition::share(share)))
    }

    /// Returns what a table comes to.
    pub(crate) fn table(self, table: WrittenTable) -> Result<Policy, Vec<Mistake>> {
        self.rules(table).map(Policy::Rules)
    }
}
