//! The list as a table for a terminal.

use std::io;

use anstyle::Style;

use super::tables::{COLUMNS, IN, binaries, columns, shown};
use crate::{
    inventory::{Artifact, Inventory, Toggle},
    output::{self, Line, Out},
    place, style,
    table::{self, Cell},
};

/// The columns that are left out where a table is too wide, the first of them first.
const LEFT_OUT: [&str; 6] = ["since", "package", "points", "kind", "owner", "in"];

/// Prints a line for each toggle, and below it one for each point if they are wanted, in so many columns of a terminal.
pub(super) fn print(out: &mut Out<'_>, inventory: &Inventory, points: bool, width: usize) -> io::Result<()> {
    if inventory.toggles.is_empty() {
        return Ok(());
    }
    let plain = Style::new();
    let shown = shown(inventory);
    let several = inventory.artifacts.len() > 1;
    let mut heading: Vec<Cell> = COLUMNS[..shown].iter().map(|name| ((*name).to_owned(), style::HEADING)).collect();
    heading.extend(several.then(|| (IN.to_owned(), style::HEADING)));
    let mut rows = vec![heading];
    for toggle in &inventory.toggles {
        let [name, rest @ ..] = columns(toggle);
        let rest = rest.into_iter().take(shown - 1);
        let rest = rest.map(|text| if text.is_empty() { ("-".to_owned(), style::QUIET) } else { (text, plain) });
        let mut row: Vec<Cell> = std::iter::once((name, style::NAME)).chain(rest).collect();
        row.extend(several.then(|| (binaries(toggle), style::QUIET)));
        rows.push(row);
    }
    let left_out = LEFT_OUT.iter().filter_map(|name| rows[0].iter().position(|(heading, _)| heading == name));
    let rows = table::fitted(&rows, &left_out.collect::<Vec<_>>(), width);
    if !points {
        return table::print(out, &rows);
    }
    // The rows of points have columns of their own, so each kind is laid out by itself, and then they are put together.
    let toggles = table::lines(&rows);
    let places: Vec<Vec<Cell>> = inventory.toggles.iter().flat_map(point_rows).collect();
    let places = table::lines(&table::fitted(&places, &[PACKAGE, ITEM], width.saturating_sub(INDENT.len())));
    let mut places = places.iter();
    let mut toggles = toggles.iter();
    toggles.next().map_or(Ok(()), |heading| out.line(heading))?;
    for (line, toggle) in toggles.zip(&inventory.toggles) {
        out.line(line)?;
        for place in places.by_ref().take(toggle.points.len()) {
            out.line(&Line::new().text(INDENT).line(place))?;
        }
    }
    Ok(())
}

/// The space before a point.
const INDENT: &str = "  ";
/// The columns of a point that are left out where it is too wide.
const ITEM: usize = 2;
const PACKAGE: usize = 3;

fn point_rows(toggle: &Toggle) -> impl Iterator<Item = Vec<Cell>> {
    toggle.points.iter().map(|point| {
        let place = &point.place;
        vec![
            (place::position(place), Style::new()),
            (place::when(point), Style::new()),
            (place::item(place), style::QUIET),
            (place::package(place), style::QUIET),
        ]
    })
}

/// Says why nothing is known of any toggle.
pub(crate) fn explain_emptiness(inventory: &Inventory) {
    inventory.artifacts.iter().for_each(|artifact| output::note(&without_records(artifact)));
}

/// Says of each program without any toggle why nothing is known of its toggles.
pub(crate) fn explain_empty<'a>(programs: impl IntoIterator<Item = &'a Inventory>) {
    programs.into_iter().filter(|program| program.toggles.is_empty()).for_each(explain_emptiness);
}

/// Returns the reasons for which a binary may have no records.
pub(crate) fn without_records(Artifact { path, format }: &Artifact) -> String {
    format!(
        "{path} ({format}) has no toggle records: no code that is linked into it has a toggle, or it was built before \
         toggles were recorded, or a tool has removed the section"
    )
}
