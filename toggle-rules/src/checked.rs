//! The statement of a source, checked against its toggle.

use std::sync::Arc;

use crate::{
    budget::Budget,
    policy::Policy,
    statement::{Statement, Tables},
    target::Target,
};

/// A statement that has been checked against its toggle.
pub type Checked = Statement<Policy, Arc<Budget>>;

impl Statement {
    /// Checks each part against the toggle.
    pub fn checked(self, target: Target<'_>) -> Checked {
        let Self { mut state, guard, observe, limit, values, disabled, tables } = self;
        tables.add_to(&mut state);
        let state = state.map(|written| written.and_then(|written| target.policy(written)));
        let disabled = disabled.filter(|_| matches!(state, Some(Err(_))) && target.may_be_on());
        Statement {
            disabled: disabled.and_then(|disabled| target.policy(disabled).ok()),
            state,
            guard: guard.map(|budget| budget.and_then(|budget| target.budget(budget))),
            observe,
            limit,
            values,
            tables: Tables::default(),
        }
    }
}
