//! The list as Markdown, to be kept in the repository, and as CSV.

use std::{
    fmt::{self, Write},
    io,
};

use toggle_admin::{inventory::Inventory, place, untrusted};

use super::columns::Column;
use crate::{
    markdown::{code, escaped, paragraphs},
    output::Out,
};

/// Prints Markdown. It contains nothing that changes from build to build: no directory of a binary, no time.
pub(super) fn markdown(out: &mut Out<'_>, inventory: &Inventory, points: bool) -> io::Result<()> {
    let mut text = String::new();
    write_markdown(&mut text, inventory, points).map_err(io::Error::other)?;
    out.document(&text)
}

fn write_markdown(out: &mut impl Write, inventory: &Inventory, points: bool) -> fmt::Result {
    writeln!(out, "# Toggles\n")?;
    let columns = Column::shown(inventory);
    let headings: Vec<&str> = columns.iter().map(|column| column.heading()).collect();
    writeln!(out, "| {} |", headings.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(columns.len()))?;
    for toggle in &inventory.toggles {
        let cells = columns.iter().map(|column| match column {
            Column::Name => code(&toggle.name),
            column => escaped(&column.cell(toggle)),
        });
        writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
    }
    if !points {
        return Ok(());
    }
    for toggle in &inventory.toggles {
        writeln!(out, "\n## {}\n", code(&toggle.name))?;
        for declaration in &toggle.declarations {
            if !declaration.description.is_empty() {
                writeln!(out, "{}\n", paragraphs(&declaration.description))?;
            }
            writeln!(out, "* declared at {}", line(&declaration.place))?;
        }
        for point in &toggle.points {
            writeln!(out, "* {}: {}", place::when(point), line(&point.place))?;
        }
    }
    Ok(())
}

fn line(place: &toggle_runtime::Place) -> String {
    let (position, item) = (code(&place::position(place)), code(&place::item(place)));
    format!("{position} in {item} ({})", escaped(&place::package(place)))
}

/// Prints CSV (RFC 4180) without any formula for a spreadsheet.
pub(super) fn csv(out: &mut Out<'_>, inventory: &Inventory, points: bool) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    if points {
        csv.write_record([
            "name", "polarity", "file", "line", "column", "module", "item", "package", "version", "guard", "shadow",
        ])?;
        for toggle in &inventory.toggles {
            for point in &toggle.points {
                let place = &point.place;
                let fields = [
                    toggle.name.as_str(),
                    match (point.value, point.negated) {
                        (true, _) => "value",
                        (false, true) => "negative",
                        (false, false) => "positive",
                    },
                    &place::file(place),
                    &place.line.to_string(),
                    &place.column.to_string(),
                    &place.module,
                    &place.item,
                    &place.package,
                    &place.version,
                    yes(point.guard),
                    yes(point.shadow),
                ];
                csv.write_record(fields.map(cell))?;
            }
        }
    } else {
        csv.write_record(Column::ALL.map(Column::heading))?;
        for toggle in &inventory.toggles {
            csv.write_record(Column::ALL.map(|column| cell(&column.cell(toggle))))?;
        }
    }
    let text = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.document(&String::from_utf8_lossy(&text))
}

/// Returns a text on one line that is not a formula.
pub(super) fn cell(text: &str) -> String {
    untrusted::cell(&untrusted::shown(text))
}

fn yes(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}
