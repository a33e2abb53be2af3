//! The list as a table for a terminal.

use std::io;

use anstyle::Style;
use toggle_admin::{
    inventory::{Inventory, Toggle},
    place,
};

use super::columns::Column;
use crate::{
    output::{Line, Out},
    style,
    table::{self, Cell},
};

/// The columns that a narrow terminal leaves out, the first one first.
const LEFT_OUT: [Column; 6] = [Column::Since, Column::Package, Column::Points, Column::Kind, Column::Owner, Column::In];

/// Prints a line for each toggle, and below it a line for each of its points if `points` is set, within the width of a
/// terminal.
pub(super) fn print(out: &mut Out<'_>, inventory: &Inventory, points: bool, width: usize) -> io::Result<()> {
    if inventory.toggles.is_empty() {
        return Ok(());
    }
    let columns = Column::shown(inventory);
    let headings = columns.iter().map(|column| (column.heading().to_owned(), style::HEADING));
    let mut rows: Vec<Vec<Cell>> = vec![headings.collect()];
    rows.extend(inventory.toggles.iter().map(|toggle| columns.iter().map(|column| cell(*column, toggle)).collect()));
    let left_out = LEFT_OUT.iter().filter_map(|left_out| columns.iter().position(|column| column == left_out));
    let rows = table::fitted(&rows, &left_out.collect::<Vec<_>>(), width);
    if !points {
        return table::print(out, &rows);
    }
    // The rows of points have different columns, so both kinds are laid out separately, and then interleaved.
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

fn cell(column: Column, toggle: &Toggle) -> Cell {
    let text = column.cell(toggle);
    match column {
        Column::Name => (text, style::NAME),
        Column::In => (text, style::QUIET),
        _ if text.is_empty() => ("-".to_owned(), style::QUIET),
        _ => (text, Style::new()),
    }
}

/// The space before a point.
const INDENT: &str = "  ";
/// The columns of a point that a narrow terminal leaves out.
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
