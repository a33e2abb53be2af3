//! The states in several environments as a table for a terminal, as Markdown and as CSV.

use std::io;

use anstyle::Style;
use toggle_admin::inventory::Inventory;

use super::{
    states::{InEnvironment, States, name},
    tables::cell,
};
use crate::{
    markdown::{code, escaped},
    output::Out,
    style,
    table::{self, Cell},
};

/// The heading of the column with the source of a state.
const SET_BY: &str = "set by";

/// Prints a line for each toggle, with two columns for each environment.
pub(super) fn print(out: &mut Out<'_>, inventory: &Inventory, states: &States) -> io::Result<()> {
    if inventory.toggles.is_empty() {
        return Ok(());
    }
    let heading = headings(states, str::to_owned).into_iter().map(|text| (text, style::HEADING));
    let mut rows: Vec<Vec<Cell>> = vec![heading.collect()];
    for (toggle, states) in inventory.toggles.iter().zip(&states.toggles) {
        let cells = states.iter().flat_map(|state| {
            let colour = match state {
                InEnvironment { error: Some(_), .. } => style::ERROR,
                InEnvironment { unlike: Some(_), .. } => style::WARNING,
                _ => Style::new(),
            };
            [(shown(state), colour), (state.set_by().to_owned(), style::QUIET)]
        });
        rows.push(std::iter::once((toggle.name.clone(), style::NAME)).chain(cells).collect());
    }
    table::print(out, &rows)
}

/// Prints a Markdown table.
pub(super) fn markdown(out: &mut Out<'_>, inventory: &Inventory, states: &States) -> io::Result<()> {
    let headings = headings(states, escaped);
    let mut lines = vec!["# Toggles".to_owned(), String::new(), format!("| {} |", headings.join(" | "))];
    lines.push(format!("|{}", "---|".repeat(headings.len())));
    for (toggle, states) in inventory.toggles.iter().zip(&states.toggles) {
        let cells = states.iter().flat_map(|state| [escaped(&shown(state)), code(state.set_by())]);
        lines.push(format!("| {} | {} |", code(&toggle.name), cells.collect::<Vec<_>>().join(" | ")));
    }
    lines.push(String::new());
    out.document(&lines.join("\n"))
}

/// Prints CSV without any formula for a spreadsheet.
pub(super) fn csv(out: &mut Out<'_>, inventory: &Inventory, states: &States) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let names = states.environments.iter().map(|environment| name(environment.as_deref()));
    let headings = names.flat_map(|name| [cell(name), cell(&format!("{name} {SET_BY}"))]);
    csv.write_record(std::iter::once("name".to_owned()).chain(headings))?;
    for (toggle, states) in inventory.toggles.iter().zip(&states.toggles) {
        let cells = states.iter().flat_map(|state| [cell(&shown(state)), cell(state.set_by())]);
        csv.write_record(std::iter::once(cell(&toggle.name)).chain(cells))?;
    }
    let text = csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.document(&String::from_utf8_lossy(&text))
}

fn headings(states: &States, escape: impl Fn(&str) -> String) -> Vec<String> {
    let names = states.environments.iter().map(|environment| escape(name(environment.as_deref())));
    std::iter::once("name".to_owned()).chain(names.flat_map(|name| [name, SET_BY.to_owned()])).collect()
}

/// Returns a state, with a remark if it has a mistake or differs from one that looks the same.
fn shown(state: &InEnvironment) -> String {
    match (&state.error, &state.unlike) {
        (Some(_), _) => format!("{} (mistake)", state.state),
        (None, Some(other)) => format!("{}, different from {other}", state.state),
        (None, None) => state.state.to_string(),
    }
}
