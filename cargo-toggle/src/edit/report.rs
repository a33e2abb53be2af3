//! The report of an edit on the terminal.

use std::io;

use anyhow::{Context, Result};
use toggle_admin::edit::{Action, Report, shown};
use toggle_syntax::name;

use crate::{
    output::{self, Format, Line, Out, Outcome},
    simulate::print_changes,
    style,
};

/// Prints the report of one change.
///
/// # Errors
///
/// If the output cannot be written.
pub(super) fn print_report(report: &Report<'_>, format: Format) -> Result<Outcome> {
    print(report.changed, |out| match format {
        Format::Human => text(out, report),
        Format::Json => out.json(&report.framed()),
    })
}

/// Prints the report for a terminal.
pub(super) fn text(out: &mut Out<'_>, report: &Report<'_>) -> io::Result<()> {
    let Report { toggle, file, before, after, .. } = report;
    let (before, after) = (shown(before.as_ref()), shown(after.as_ref()));
    let environment = report.environment.map(|name| format!(" in {name}")).unwrap_or_default();
    let place = report.revision.filter(|_| report.changed).map(|revision| format!("revision {revision}"));
    let place = place.as_ref().unwrap_or(file);
    let done = match (report.before == report.after, report.changed) {
        (true, _) if report.action == Action::Enable => format!("not disabled, but {after} ({file})"),
        (true, _) => format!("already {after} ({file})"),
        (false, true) => format!("{before} -> {after} ({place})"),
        (false, false) => format!("{before} -> {after} ({file}), not done: dry run"),
    };
    let mut line = Line::new().styled(style::NAME, toggle).text(format_args!("{environment}: {done}"));
    if let Some(nearest) = &report.nearest {
        line = line.text("; ").text(match report.after {
            Some(_) => format!("note that the file has `{nearest}`, too"),
            None => name::did_you_mean(report.toggle, nearest),
        });
    }
    out.line(&report.remarks().into_iter().fold(line, |line, note| line.text("; ").text(note)))?;
    report.overridden_by.iter().try_for_each(|overriding| out.line(&Line::new().text(overriding)))?;
    report.simulated.as_ref().map_or(Ok(()), |changes| print_changes(out, changes))
}

/// Prints the outcome of an edit. If that fails, the error tells whether the file was written.
///
/// # Errors
///
/// If the output cannot be written.
pub(super) fn print(changed: bool, print: impl FnOnce(&mut Out<'_>) -> io::Result<()>) -> Result<Outcome> {
    let because = if changed { "the change is made, but cannot be shown" } else { "nothing is changed" };
    output::print(print).context(because)?;
    Ok(Outcome::Fine)
}
