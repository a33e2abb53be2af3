//! The table of results, and the list of new warnings.

use std::fmt::Write as _;

use crate::{
    cargo::{Tests, Warnings},
    trial::Row,
};

/// Formats all rows under a heading.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = "| crate | version | gated on / off | baseline | on | off | warnings before / after | |\n\
                    |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for line in rows.iter().map(row) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Formats one row.
pub(crate) fn row(row: &Row) -> String {
    let Row { krate, functions: [gated_on, gated_off], baseline, on, off, before, after } = row;
    let new = match row.new_warnings().count() {
        0 => String::new(),
        new => format!(", {new} new"),
    };
    format!(
        "| {} | {} | {gated_on} / {gated_off} | {} | {} | {} | {} / {}{new} | {} |",
        krate.name,
        krate.version,
        tests(baseline),
        tests(on),
        tests(off),
        warnings(before),
        warnings(after),
        if row.is_transparent() { "same" } else { "DIFFERS" },
    )
}

/// Lists the new warnings, one per line.
pub(crate) fn new_warnings(row: &Row) -> String {
    row.new_warnings().fold(String::new(), |text, (place, message)| text + "    new: " + place + ": " + message + "\n")
}

fn tests(tests: &Tests) -> String {
    match tests {
        Tests { built: false, .. } => "does not build".to_owned(),
        Tests { passed, failed: 0, success: true, .. } => passed.to_string(),
        Tests { passed, failed: 0, .. } => format!("{passed}, then an error"),
        Tests { passed, failed, .. } => format!("{passed}, {failed} failed"),
    }
}

fn warnings(warnings: &Warnings) -> String {
    if warnings.built { warnings.all.len().to_string() } else { "does not build".to_owned() }
}
