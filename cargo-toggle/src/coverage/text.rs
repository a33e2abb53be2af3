//! The coverage as a table for a terminal.

use std::io;

use anstyle::Style;
use toggle_admin::summary;

use super::{covered::Covered, report::Report};
use crate::{
    output::{Line, Out},
    style,
    table::{self, Cell},
};

/// Prints a line for each toggle, and the number of toggles that are not covered.
pub(super) fn print(out: &mut Out<'_>, report: &Report) -> io::Result<()> {
    let heading = |text: &str| (text.to_owned(), style::HEADING);
    let head = vec![heading("toggle"), heading("exercised"), heading("never")];
    let rows: Vec<Vec<Cell>> = [head].into_iter().chain(report.toggles.iter().map(row)).collect();
    table::print(out, &rows)?;
    out.line(&Line::new())?;
    let all = summary::count(report.toggles.len(), "toggle");
    let told = match report.untested {
        0 => format!("every state of {all} was exercised"),
        untested => format!("{untested} of {all} {} not exercised in full", if untested == 1 { "was" } else { "were" }),
    };
    out.line(&Line::new().text(told))
}

fn row(toggle: &Covered) -> Vec<Cell> {
    let list = |states: &[String]| states.join(", ");
    let exercised = match &toggle.pin {
        Some(pin) => format!("pinned to {pin}"),
        None => list(&toggle.exercised),
    };
    vec![(toggle.name.clone(), style::NAME), (exercised, Style::new()), (list(&toggle.never), style::WARNING)]
}
