//! The copy of one environment's entries to another environment.
//!
//! `plan.rs` is the pure part: the edits of a text. All edits are one change, made like any other edit.

mod plan;
mod required;
mod report;

use anyhow::{Context, Result, bail};

use self::plan::Plan;
pub use self::report::{Left, Promoted, Report};
use super::{draft::Planned, sections::Missing, slot::Slot, target::Target, transaction, verify};
use crate::{inventory::Inventory, settings};

/// The largest number of toggles in one change: the end of the audit log has to contain all its lines, even after a
/// kill.
const MOST: usize = 64;

/// The copy of one environment's entries to another environment.
#[derive(Debug)]
pub struct Promotion<'a> {
    /// The environment to promote.
    pub from: &'a str,
    /// The environment whose section is edited.
    pub to: &'a str,
    /// The toggles to promote; without names, all with an entry in `from`.
    pub names: &'a [String],
    /// Whether the entries that only `to` has are removed.
    pub prune: bool,
    /// Whether a missing section of `to` is created.
    pub create_environment: bool,
    /// The file.
    pub target: &'a Target<'a>,
}

impl Promotion<'_> {
    /// Makes the copy.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn make(&self) -> Result<Report> {
        if self.from() == self.to() {
            bail!("`{}` cannot be promoted to itself; give two environments", self.from);
        }
        let programs = self.target.inventories()?;
        let made = transaction::make_edit(self.target, false, |old| self.planned(old, programs))?;
        let mut plan = self.plan(&made.old, programs)?;
        plan.warnings.iter().for_each(|warning| self.target.notes().note(warning));
        plan.warnings.extend(made.warning);
        Ok(Report::new(self.target, [self.from(), self.to()], plan, made.change, made.revision))
    }

    fn planned(&self, text: &str, programs: &[Inventory]) -> Result<Planned> {
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
        Ok(Planned { text: plan.text, edits: plan.edits })
    }

    fn plan(&self, text: &str, programs: &[Inventory]) -> Result<Plan> {
        let environments = [self.from(), self.to()];
        let ty = |name: &str| Inventory::type_in(programs, name).unwrap_or_default();
        let plan = Plan::of(text, environments, self.names, self.prune, self.missing()?, ty);
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
        self.from.trim()
    }

    fn to(&self) -> &str {
        self.to.trim()
    }

    fn shown(&self) -> String {
        self.target.shown()
    }
}

fn is_unknown(programs: &[Inventory], name: &str) -> bool {
    !programs.is_empty() && programs.iter().all(|program| program.find(name).is_none())
}
