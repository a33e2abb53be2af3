//! The list as Markdown, to be kept with the source, and as CSV.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
    io,
};

use toggle_runtime::Declaration;

use crate::{
    inventory::{Inventory, Pin, Toggle},
    markdown::{code, escaped, paragraphs},
    output::Out,
    place, untrusted,
};

/// The columns of all tables.
pub(super) const COLUMNS: [&str; 9] =
    ["name", "default", "kind", "owner", "since", "expires", "points", "package", "pin"];

/// The column of the binaries that a toggle is in: for people only where there are several.
pub(super) const IN: &str = "in";

/// How many of the columns are shown to people: the last only if there is something in it.
pub(super) fn shown(inventory: &Inventory) -> usize {
    let is_pinned = inventory.toggles.iter().any(|toggle| toggle.pin() != Pin::None);
    if is_pinned { COLUMNS.len() } else { COLUMNS.len() - 1 }
}

/// Returns the cells of these columns, empty where nothing is known. Declarations that differ are all shown.
pub(super) fn columns(toggle: &Toggle) -> [String; COLUMNS.len()] {
    let text = |of: &dyn Fn(&Declaration) -> Option<String>| alternatives(toggle.declarations.iter().map(of));
    let default = match toggle.declarations.as_slice() {
        [] => toggle.default.to_string(),
        _ => text(&|it| Some(it.default.to_string())),
    };
    let packages: BTreeSet<String> = match toggle.declarations.as_slice() {
        [] => toggle.points.iter().map(|point| place::package(&point.place)).collect(),
        declarations => declarations.iter().map(|declaration| place::package(&declaration.place)).collect(),
    };
    [
        toggle.name.clone(),
        default,
        text(&|it| it.kind.map(|kind| kind.to_string())),
        text(&|it| it.owner.clone()),
        text(&|it| it.since.map(|date| date.to_string())),
        text(&|it| it.expires.map(|date| date.to_string())),
        toggle.points.len().to_string(),
        packages.into_iter().collect::<Vec<_>>().join(", "),
        toggle.pin().to_string(),
    ]
}

/// The file names of the binaries that a toggle is in.
pub(super) fn binaries(toggle: &Toggle) -> String {
    let names: BTreeSet<&str> =
        toggle.artifacts.iter().map(|path| path.rsplit(['/', '\\']).next().unwrap_or(path)).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Returns the one text, or those that differ, as in `off / on`. Empty where there is none.
fn alternatives(texts: impl Iterator<Item = Option<String>>) -> String {
    let mut all: Vec<Option<String>> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    match all.as_slice() {
        [one] => one.clone().unwrap_or_default(),
        several => {
            let shown: Vec<&str> = several.iter().map(|text| text.as_deref().unwrap_or("-")).collect();
            shown.join(" / ")
        }
    }
}

/// Prints Markdown. There is nothing in it that changes from build to build: no directory of a binary, no time.
pub(super) fn markdown(out: &mut Out<'_>, inventory: &Inventory, points: bool) -> io::Result<()> {
    let mut text = String::new();
    write_markdown(&mut text, inventory, points).map_err(io::Error::other)?;
    out.document(&text)
}

fn write_markdown(out: &mut impl Write, inventory: &Inventory, points: bool) -> fmt::Result {
    writeln!(out, "# Toggles\n")?;
    let shown = shown(inventory);
    let several = inventory.artifacts.len() > 1;
    let row = |cells: &[String], binaries: Option<String>| {
        format!("| {} |", cells.iter().take(shown).cloned().chain(binaries).collect::<Vec<_>>().join(" | "))
    };
    writeln!(out, "{}", row(&COLUMNS.map(str::to_owned), several.then(|| IN.to_owned())))?;
    writeln!(out, "|{}", "---|".repeat(shown + usize::from(several)))?;
    for toggle in &inventory.toggles {
        let mut cells = columns(toggle).map(|text| escaped(&text));
        cells[0] = code(&toggle.name);
        writeln!(out, "{}", row(&cells, several.then(|| escaped(&binaries(toggle)))))?;
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

/// Prints CSV (RFC 4180), of which no spreadsheet runs anything.
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
        csv.write_record(COLUMNS.iter().chain(&[IN]))?;
        for toggle in &inventory.toggles {
            csv.write_record(columns(toggle).into_iter().chain([binaries(toggle)]).map(|text| cell(&text)))?;
        }
    }
    let text = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.document(&String::from_utf8_lossy(&text))
}

/// A text on one line, which is no formula.
pub(super) fn cell(text: &str) -> String {
    untrusted::cell(&untrusted::shown(text))
}

fn yes(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}
