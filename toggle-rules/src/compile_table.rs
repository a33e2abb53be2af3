//! The policies of a toggle's table and of a percentage. `compile_table_off.rs` replaces this file where the feature
//! `rules` is off.

use crate::{
    definition::Definition, door::WrittenTable, percentage::Percentage, policy::Policy, spanned::Mistake,
    target::Target,
};

/// Returns the policy of a percentage.
pub(crate) fn share(target: Target<'_>, share: Percentage) -> Result<Policy, Vec<Mistake>> {
    table(target, Box::new(Definition::share(share)))
}

/// Returns the policy of a table.
pub(crate) fn table(target: Target<'_>, table: WrittenTable<Definition>) -> Result<Policy, Vec<Mistake>> {
    target.rules(table).map(Policy::Rules)
}
