//! The replacement of `compile_table.rs` where the feature `rules` is off: it refuses percentages, and has no tables.

use crate::{
    definition::Definition, door::WrittenTable, percentage::Percentage, policy::Policy, spanned::Mistake,
    target::Target,
};

const REFUSED: &str = "a percentage needs the feature `rules` of toggle-runtime";

/// Refuses a percentage.
pub(crate) fn share(_: Target<'_>, _: Percentage) -> Result<Policy, Vec<Mistake>> {
    Err(vec![REFUSED.to_owned().into()])
}

/// Returns the policy of a table. It is never called, since no table exists.
#[expect(clippy::needless_pass_by_value, reason = "with rules, the policy keeps the table")]
pub(crate) fn table(_: Target<'_>, table: WrittenTable<Definition>) -> Result<Policy, Vec<Mistake>> {
    match table.0 {}
}
