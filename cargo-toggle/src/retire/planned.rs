//! The plan of one toggle with its report, out of the arguments, the files and the build.

use std::path::PathBuf;

use anyhow::{Result, bail};
use toggle_admin::inventory::Pin;

use super::{
    arguments::Retire,
    keep, mentions,
    plan::{self, Plan, Texts},
    report::Report,
    verify,
    workspace::Workspace,
};

impl Retire {
    /// Plans the retirement of a toggle. Without a given state, the configurations or the build decide which one stays.
    ///
    /// # Errors
    ///
    /// The toggle is unknown, the state is not certain, or a file cannot be read.
    pub(super) fn planned(
        &self,
        workspace: &Workspace,
        name: &str,
        given: Option<&str>,
        configurations: &[(PathBuf, String)],
    ) -> Result<(Plan, Report)> {
        let texts = Texts::read(workspace)?;
        let pinned = || if texts.mention(name) { self.pinned(name) } else { Ok(None) };
        let (keep, others) = keep::of(given, name, &texts.declarations, configurations, pinned)?;
        let plan = plan::make(&texts, name, &keep, configurations, self.braces())?;
        let mut report = Report::of(&workspace.root, &plan, mentions::find(workspace, &plan));
        report.changes = others;
        Ok((plan, report))
    }

    /// Builds the workspace, and returns the state that the build pins the toggle to.
    fn pinned(&self, name: &str) -> Result<Option<String>> {
        let built = verify::build(self.manifest_path.as_deref())?;
        if !built.is_success {
            bail!("the workspace does not build as it is, so a pin of `{name}` is not known; give `--keep`");
        }
        let toggle = verify::recorded(&built, name)?;
        match toggle.as_ref().map_or(Pin::None, |toggle| toggle.pin()) {
            Pin::None => Ok(None),
            Pin::To(state) => Ok(Some(state.to_owned())),
            Pin::InPart(state) => {
                bail!(
                    "the build pins `{name}` to {state} in a part of the code alone; say which way stays with `--keep`"
                )
            }
        }
    }
}
