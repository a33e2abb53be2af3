use std::path::Path;

use anyhow::Result;
use clap::Args;
use glob::Pattern;
use toggle_runtime::{Date, Declaration, Kind};

use crate::{
    inventory::{Inventory, Toggle},
    lifetime::{self, overdue},
    settings,
};

/// Which toggles to list: those that pass all of these.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filter {
    /// Only toggles whose name matches, as in `beta-*`
    #[arg(long, value_name = "GLOB")]
    name: Option<Pattern>,
    /// Only toggles of this owner
    #[arg(long)]
    owner: Option<String>,
    /// Only toggles of this kind: release, experiment, ops, permission
    #[arg(long)]
    kind: Option<Kind>,
    /// Only toggles that should be gone: past their date, or older than their kind may be
    #[arg(long)]
    overdue: bool,
    /// Only toggles without a declaration
    #[arg(long)]
    undeclared: bool,
    /// The date that counts as today
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
            // Of several programs, each may say something else.
            let is_any = |is_it: &dyn Fn(&Declaration) -> bool| toggle.declarations.iter().any(is_it);
            self.name.as_ref().is_none_or(|name| name.matches(&toggle.name))
                && self.owner.as_ref().is_none_or(|owner| is_any(&|it| it.owner.as_ref() == Some(owner)))
                && self.kind.is_none_or(|kind| is_any(&|it| it.kind == Some(kind)))
                && (!self.overdue || is_overdue(toggle))
                && (!self.undeclared || toggle.declarations.is_empty())
        });
        Ok(())
    }

    fn is_given(&self) -> bool {
        let Self { name, owner, kind, overdue, undeclared, today: _ } = self;
        name.is_some() || owner.is_some() || kind.is_some() || *overdue || *undeclared
    }
}
