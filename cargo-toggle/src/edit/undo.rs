//! `cargo toggle undo`: the undo of one change.

use std::io;

use anyhow::Result;
use clap::Args;
use toggle_admin::edit::{
    shown,
    undo::{Report, Restored, Undone, undo},
};

use super::{options::TargetArgs, report::print};
use crate::{
    output::{self, Format, Line, Out, Outcome},
    style,
};

/// Undo a change that `cargo toggle` has made in a file or a store that programs follow
///
/// By default, this is the last change; `cargo toggle log` shows all of them with their ids. It is refused if the
/// toggle has been changed since, by `cargo toggle` or by hand: undo the later change first then. The undo is itself a
/// change, which is logged and can be undone. A store keeps the texts that the last 50 writes replaced, and
/// older changes cannot be undone. Otherwise as `cargo toggle set`.
#[derive(Debug, Args)]
#[command(mut_arg("environment", |argument| {
    argument.help("Undo the last change in the section of this environment").conflicts_with("change")
}))]
pub struct Undo {
    /// The id of the change or, in a store, its revision, as in `cargo toggle log` [default: the last one]
    change: Option<String>,
    #[command(flatten)]
    target: TargetArgs,
}

impl Undo {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the change cannot be undone. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let report = undo(&self.target.target()?, self.change.as_deref())?;
        print(report.changed, |out| match self.target.format {
            Format::Human => text(out, &report),
            Format::Json => output::json(out, &report),
        })
    }
}

fn text(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    let Undone { change, at, who, .. } = &report.undoes;
    let dry_run = if report.changed { "" } else { ", not done: dry run" };
    for Restored { toggle, environment, before, after } in &report.toggles {
        let environment = environment.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        let (before, after) = (shown(before.as_ref()), shown(after.as_ref()));
        let place = report.revision.filter(|_| report.changed).map(|revision| format!("revision {revision}"));
        let place = place.as_ref().unwrap_or(&report.file);
        let done = format!("{environment}: {before} -> {after} ({place})");
        let undone = format!(", undoes {change} of {who} at {at}{dry_run}");
        out.line(&Line::new().styled(style::NAME, toggle).text(done).text(undone))?;
    }
    Ok(())
}
