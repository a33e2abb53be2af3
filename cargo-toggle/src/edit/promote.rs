//! `cargo toggle promote`: the copy of one environment's entries to another environment.

use std::io;

use anyhow::Result;
use clap::Args;
use toggle_admin::{
    edit::{
        EntryContent, checked,
        promote::{Left, Promoted, Promotion, Report},
    },
    summary::count,
};

use super::{options::TargetArgs, report::print};
use crate::{
    contrast::contrast,
    output::{self, Format, Line, Out, Outcome},
    style,
};

/// Copy the entries of one environment to another in a file or a store that programs follow
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
    target: TargetArgs,
}

impl Promote {
    /// Runs the subcommand.
    ///
    /// # Errors
    ///
    /// If the file cannot be edited. The file is unchanged then.
    pub fn run(&self) -> Result<Outcome> {
        let promotion = Promotion {
            from: &self.from_environment,
            to: &self.to_environment,
            names: &self.names,
            prune: self.prune,
            create_environment: self.create_environment,
            target: &self.target.target()?,
        };
        let report = promotion.make()?;
        print(report.changed, |out| match self.target.format {
            Format::Human => text(out, &report),
            Format::Json => output::json(out, &report),
        })
    }
}

fn text(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    let Report { file, from, to, .. } = report;
    for Promoted { toggle, before, after } in &report.toggles {
        let shown =
            |content: &Option<EntryContent>| content.as_ref().map_or("not set".to_owned(), EntryContent::to_string);
        let (before, after) = contrast(&shown(before), &shown(after));
        out.line(&Line::new().styled(style::NAME, toggle).text(format_args!(" in {to}: {before} -> {after}")))?;
    }
    for Left { toggle, .. } in &report.left {
        let text = format!(": only in {to}, and stays; `--prune` removes it");
        out.line(&Line::new().styled(style::NAME, toggle).text(text))?;
    }
    let toggles = count(report.toggles.len(), "toggle");
    let done = match (report.toggles.is_empty(), report.changed) {
        (true, _) => format!("nothing to promote from {from} to {to} ({file})"),
        (false, true) => {
            let place = report.revision.map(|revision| format!("revision {revision}"));
            format!("{toggles} promoted from {from} to {to} ({})", place.as_ref().unwrap_or(file))
        }
        (false, false) => format!("{toggles} to promote from {from} to {to} ({file}), not done: dry run"),
    };
    out.line(&Line::new().text(done))
}
