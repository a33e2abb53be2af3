//! `cargo toggle promote`: the copy of one environment's entries to another environment.
//!
//! `plan.rs` is the pure part: the edits of a text. All edits are one change, made like any other edit.

mod plan;
mod required;
mod report;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::{plan::Plan, report::Report};
use super::{
    arguments::checked, draft::Draft, place::Place, sections::Missing, slot::Slot, target::Target, transaction, verify,
};
use crate::{
    inventory::Inventory,
    output::{Outcome, note},
    settings,
};

/// The largest number of toggles in one change: the end of the audit log has to contain all its lines, even after a
/// kill.
const MOST: usize = 64;

/// Copy the entries of one environment to another in a file that programs follow
///
/// Each entry of the section `[environment.FROM]` is written to `[environment.TO]`: a missing entry is added, and a
/// different one is replaced. An entry that already has the same effect in TO is not written. An entry that only TO has
/// is reported and stays; `--prune` removes it. All edits are one change: either all of them are made, or none.
///
/// The keys `guard`, `observe`, `shadow-limit` and `shadow-values` are not promoted: TO keeps its own. Segments are not
/// promoted either. Notes report the segments that differ between the two, and the required toggles that are not on in
/// TO. `cargo toggle diff --config FILE --environment FROM TO` shows the differences. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
#[command(mut_arg("environment", |argument| argument.hide(true).conflicts_with("to_environment")))]
pub struct Promote {
    /// The environment to promote
    #[arg(value_name = "FROM")]
    from_environment: String,
    /// The environment whose section is edited
    #[arg(value_name = "TO")]
    to_environment: String,
    /// The toggles to promote; without names, all with an entry in FROM
    #[arg(value_name = "NAME", value_parser = checked)]
    names: Vec<String>,
    /// Remove the entries that only TO has
    #[arg(long)]
    prune: bool,
    /// Create the section `[environment.TO]` if it is missing
    #[arg(long)]
    create_environment: bool,
    #[command(flatten)]
    target: Target,
}

impl Promote {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        if self.from_environment.trim() == self.to_environment.trim() {
            bail!("`{}` cannot be promoted to itself; give two environments", self.from_environment);
        }
        let programs = self.target.inventories()?;
        let made = transaction::make(&self.target, false, |place| self.draft(place, programs))?;
        let old = made.draft.old.as_ref().map_or("", |old| &old.text);
        let mut plan = self.plan(old, programs)?;
        plan.warnings.iter().for_each(|warning| note(warning));
        plan.warnings.extend(made.warning);
        Report::new(&self.target, [self.from(), self.to()], plan, made.change).print(self.target.format)
    }

    fn draft(&self, place: &Place, programs: &[Inventory]) -> Result<Draft> {
        let old = transaction::read(&self.target, place, false)?;
        let text = old.as_ref().map_or("", |old| &old.text);
        let plan = self.plan(text, programs)?;
        if plan.edits.len() > MOST {
            bail!(
                "{}: {} toggles would change, and one change has at most {MOST}; name some of them",
                self.shown(),
                plan.edits.len()
            );
        }
        for edit in &plan.edits {
            let ty = Inventory::type_in(programs, &edit.toggle).unwrap_or_default();
            let slot = Slot { name: &edit.toggle, ty: &ty, environment: Some(self.to()) };
            let has_it = |program: &&Inventory| program.find(&edit.toggle).is_some();
            let programs: Vec<Inventory> = programs.iter().filter(has_it).cloned().collect();
            verify::restored(&programs, slot, text, &plan.text)
                .with_context(|| format!("{}: nothing is promoted", self.shown()))?;
        }
        Ok(Draft { text: plan.text, edits: plan.edits, old })
    }

    fn plan(&self, text: &str, programs: &[Inventory]) -> Result<Plan> {
        let environments = [self.from(), self.to()];
        let ty = |name: &str| Inventory::type_in(programs, name).unwrap_or_default();
        let plan = Plan::of(text, environments, &self.names, self.prune, self.missing()?, ty);
        let mut plan = plan.with_context(|| self.shown())?;
        if let Some(name) = plan.edits.iter().map(|edit| &edit.toggle).find(|name| is_unknown(programs, name)) {
            bail!("{}: these programs have no toggle `{name}`", self.shown());
        }
        let written = plan.edits.iter().filter(|edit| edit.after.is_some()).map(|edit| edit.toggle.as_str());
        plan.warnings.extend(required::notes(&plan.text, self.to(), written, programs)?);
        Ok(plan)
    }

    /// Returns the treatment of the edited section if it is missing.
    fn missing(&self) -> Result<Missing> {
        if self.create_environment {
            settings::check_environment(self.to(), &self.target.settings()?.environments)?;
            return Ok(Missing::Made);
        }
        Ok(if self.target.knows_environment(self.to()) { Missing::Fine } else { Missing::Refused })
    }

    fn from(&self) -> &str {
        self.from_environment.trim()
    }

    fn to(&self) -> &str {
        self.to_environment.trim()
    }

    fn shown(&self) -> String {
        self.target.shown()
    }
}

fn is_unknown(programs: &[Inventory], name: &str) -> bool {
    !programs.is_empty() && programs.iter().all(|program| program.find(name).is_none())
}
