//! The filters of a list.

use std::path::Path;

use anyhow::Result;
use clap::Args;
use glob::Pattern;
use toggle_admin::{
    inventory::{Inventory, Toggle},
    lifetime::{self, overdue},
    settings,
};
use toggle_runtime::{Date, Declaration, Kind};

/// The filters of the list. A toggle has to pass all of them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filter {
    /// Only toggles whose name matches, as in `beta-*`; give it again for others
    #[arg(long, value_name = "GLOB")]
    name: Vec<Pattern>,
    /// Only toggles of this owner; give it again for others
    #[arg(long)]
    owner: Vec<String>,
    /// Only toggles of this kind: release, experiment, ops, permission; give it again for others
    #[arg(long)]
    kind: Vec<Kind>,
    /// Only toggles that are overdue for removal: past their expiry date, or older than their kind allows
    #[arg(long)]
    overdue: bool,
    /// Only toggles without a declaration
    #[arg(long)]
    undeclared: bool,
    /// The date to use as today
    #[arg(long, value_name = "DATE", requires = "overdue")]
    today: Option<Date>,
}

impl Filter {
    pub(super) fn apply(&self, inventory: &mut Inventory, manifest: Option<&Path>) -> Result<()> {
        if !self.is_given() {
            return Ok(());
        }
        inventory.filtered = true;
        let today = self.today.map_or_else(lifetime::today, Ok)?;
        let limits = if self.overdue { settings::limits(manifest)? } else { lifetime::Limits::default() };
        let is_overdue = |toggle: &Toggle| {
            toggle.declarations.iter().any(|declaration| !overdue(declaration, today, &limits).is_empty())
        };
        inventory.toggles.retain(|toggle| {
            // Several programs may declare it differently.
            let is_any = |is_it: &dyn Fn(&Declaration) -> bool| toggle.declarations.iter().any(is_it);
            (self.name.is_empty() || self.name.iter().any(|name| name.matches(&toggle.name)))
                && (self.owner.is_empty()
                    || is_any(&|it| it.owner.as_ref().is_some_and(|owner| self.owner.contains(owner))))
                && (self.kind.is_empty() || is_any(&|it| it.kind.is_some_and(|kind| self.kind.contains(&kind))))
                && (!self.overdue || is_overdue(toggle))
                && (!self.undeclared || toggle.declarations.is_empty())
        });
        Ok(())
    }

    fn is_given(&self) -> bool {
        let Self { name, owner, kind, overdue, undeclared, today: _ } = self;
        !name.is_empty() || !owner.is_empty() || !kind.is_empty() || *overdue || *undeclared
    }
}
