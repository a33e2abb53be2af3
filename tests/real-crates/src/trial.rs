//! The trial of one crate: its three copies, their tests and their warnings.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{
    cargo::{Cargo, Tests, Warnings},
    crates::{Crate, LINTS},
    edit::Mode,
    fetch,
    project::Project,
};

/// A row of the table.
pub(crate) struct Row {
    pub(crate) krate: &'static Crate,
    /// The number of gated functions in the copies "on" and "off".
    pub(crate) functions: [usize; 2],
    pub(crate) baseline: Tests,
    pub(crate) on: Tests,
    pub(crate) off: Tests,
    pub(crate) before: Warnings,
    pub(crate) after: Warnings,
}

impl Row {
    /// Returns whether the tests end as before and clippy reports no new warning.
    pub(crate) fn is_transparent(&self) -> bool {
        let Self { baseline, on, off, before, after, .. } = self;
        on == baseline && off == baseline && after.built == before.built && self.new_warnings().next().is_none()
    }

    /// Returns the warnings of the gated code that the original code lacks. Warnings that disappear are no fault: a
    /// gated function, for example, can no longer be `const`.
    pub(crate) fn new_warnings(&self) -> impl Iterator<Item = &(String, String)> {
        self.after.all.difference(&self.before.all)
    }
}

/// Fetches, copies, gates, tests and lints a crate.
pub(crate) fn run(krate: &'static Crate, work: &Path, runtime: &Path) -> Result<Row> {
    let source = fetch::source(krate, work)?;
    let copies = work.join("copies").join(krate.name);
    let logs = work.join("logs").join(krate.name);
    fs::create_dir_all(&logs)?;
    let cargo = Cargo { targets: work.join("targets"), logs, lints: LINTS };

    let baseline = Project::copy(&source, copies.join("baseline"))?;
    let on = Project::copy(&source, copies.join("on"))?;
    let off = Project::copy(&source, copies.join("off"))?;
    let functions = [on.gate(krate, Mode::On, runtime)?, off.gate(krate, Mode::Off, runtime)?];

    let test = |project, state| {
        let arguments = [krate.features, krate.tests].concat();
        cargo.test(project, &arguments, state, &format!("{state}.log"))
    };
    Ok(Row {
        krate,
        functions,
        baseline: test(&baseline, "baseline")?,
        on: test(&on, "on")?,
        off: test(&off, "off")?,
        before: cargo.lint(&baseline, krate.features, "lints-before.log")?,
        after: cargo.lint(&on, krate.features, "lints-after.log")?,
    })
}
