//! The fleet for a terminal: a row for each instance, and a line for each finding.

use std::io;

use anstyle::Style;
use toggle_admin::summary;

use super::report::{Report, Row, TypeConflict};
use crate::{
    output::{Line, Out},
    style,
    table::{self, Cell},
};

const HEADINGS: [&str; 10] =
    ["program", "version", "host", "pid", "environment", "revision", "age", "problems", "guards", "overrides"];

pub(super) fn print(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    if !report.instances.is_empty() {
        let headings = HEADINGS.map(|heading| (heading.to_owned(), style::HEADING)).to_vec();
        let rows: Vec<Vec<Cell>> =
            [headings].into_iter().chain(report.instances.iter().map(|one| row(one, report.revision))).collect();
        table::print(out, &rows)?;
        out.line(&Line::new())?;
    }
    let count = summary::count(report.instances.len(), "instance");
    let newest = report.revision.map_or_else(|| "the document".to_owned(), |newest| format!("revision {newest}"));
    let current = report.instances.iter().filter(|row| row.revision == report.revision).count();
    out.line(&Line::new().text(format_args!("{current} of {count} of {} with {newest}", report.store)))?;
    for row in &report.instances {
        if let Some(skew) = row.skew {
            let way = if skew > 0 { "ahead" } else { "behind" };
            let seconds = skew.unsigned_abs();
            let clock = format_args!("the clock of {} is at least {seconds} s {way}", named(row)).to_string();
            warn(out, &clock)?;
        }
    }
    match &report.unused {
        None => warn(out, "the build of an instance is not known, so toggles without a build are not listed")?,
        Some(unused) if unused.is_empty() => {}
        Some(unused) => {
            let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
            warn(out, &format!("no live build has these toggles of the document: {}", names.join(", ")))?;
        }
    }
    for conflict in &report.conflicts {
        warn(out, &types(conflict, report))?;
    }
    for record in &report.unreadable {
        warn(out, &format!("{}/{} cannot be read: {}", record.kind, record.id, record.reason))?;
    }
    Ok(())
}

fn warn(out: &mut Out<'_>, text: &str) -> io::Result<()> {
    out.line(&Line::new().styled(style::WARNING, "warning").text(": ").text(text))
}

fn row(row: &Row, newest: Option<u64>) -> Vec<Cell> {
    let plain = |text: String| (text, Style::new());
    let optional = |text: &Option<String>| plain(text.clone().unwrap_or_default());
    let is_current = row.behind == Some(0);
    vec![
        (row.program.clone(), style::NAME),
        optional(&row.version),
        optional(&row.host),
        plain(row.pid.to_string()),
        optional(&row.environment),
        (revision(row, newest), if is_current { Style::new() } else { style::WARNING }),
        plain(age(row.age)),
        (problems(row), style::WARNING),
        (guards(row), style::WARNING),
        plain(overrides(row)),
    ]
}

fn revision(row: &Row, newest: Option<u64>) -> String {
    let Some(revision) = row.revision else { return "-".to_owned() };
    match row.behind {
        Some(0) => revision.to_string(),
        Some(behind) => format!("{revision}, {behind} behind"),
        // The log was trimmed or cannot be read, or the store was restored.
        None if newest > Some(revision) => format!("{revision}, behind"),
        None => format!("{revision}, ahead"),
    }
}

/// Returns a duration in its largest unit.
fn age(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn problems(row: &Row) -> String {
    let first: Vec<String> = row
        .problems
        .first
        .iter()
        .map(|problem| match &problem.name {
            Some(name) => format!("{} ({name})", problem.problem),
            None => problem.problem.clone(),
        })
        .collect();
    let more = row.problems.count.saturating_sub(first.len());
    let more = (more > 0).then(|| format!("{more} more"));
    first.into_iter().chain(more).collect::<Vec<_>>().join(", ")
}

fn guards(row: &Row) -> String {
    let guard = |trip: &super::report::Trip| {
        let state = if trip.trial { "half-open" } else { "tripped" };
        format!("{} {state} ({} of {} failed)", trip.toggle, trip.failures, trip.calls)
    };
    row.tripped.iter().map(guard).collect::<Vec<_>>().join(", ")
}

fn overrides(row: &Row) -> String {
    let shown = |entry: &super::report::Override| {
        let by = match entry.by.as_str() {
            "environment" => "env",
            "program" => "run-time override",
            other => other,
        };
        format!("{} by {by}", entry.toggle)
    };
    row.overrides.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn named(row: &Row) -> String {
    match &row.host {
        Some(host) => format!("{} on {host} (process {})", row.program, row.pid),
        None => format!("{} (process {})", row.program, row.pid),
    }
}

fn types(conflict: &TypeConflict, report: &Report) -> String {
    let program = |id: &String| {
        let build = report.builds.iter().find(|build| build.id == *id);
        build.map_or_else(|| id.clone(), |build| format!("{} {id}", build.program))
    };
    let types: Vec<String> = conflict
        .types
        .iter()
        .map(|one| {
            let ty = one.ty.to_string();
            let ty = if ty.is_empty() { "on or off" } else { &ty };
            format!("{ty} ({})", one.builds.iter().map(program).collect::<Vec<_>>().join(", "))
        })
        .collect();
    format!("builds disagree on the type of `{}`: {}", conflict.toggle, types.join("; "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn age_has_its_largest_unit() {
        assert_eq!([59, 60, 7200, 200_000].map(super::age), ["59 s", "1 min", "2 h", "2 d"]);
    }
}
