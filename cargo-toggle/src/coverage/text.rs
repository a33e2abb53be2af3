use std::io::{self, Write};

use anstyle::Style;

use super::{Covered, Report};
use crate::{
    style, summary,
    table::{self, Cell},
    untrusted,
};

/// Prints a line for each toggle, and how many are not covered.
pub(super) fn print(mut out: impl Write, report: &Report) -> io::Result<()> {
    let heading = |text: &str| (text.to_owned(), style::HEADING);
    let head = vec![heading("toggle"), heading("exercised"), heading("never")];
    let rows: Vec<Vec<Cell>> = [head].into_iter().chain(report.toggles.iter().map(row)).collect();
    table::print(&mut out, &rows)?;
    let all = summary::count(report.toggles.len(), "toggle");
    match report.untested {
        0 => writeln!(out, "\nevery state of {all} was exercised"),
        untested => {
            writeln!(out, "\n{untested} of {all} {} not exercised in full", if untested == 1 { "was" } else { "were" })
        }
    }
}

fn row(toggle: &Covered) -> Vec<Cell> {
    let list = |states: &[String]| untrusted::shown(&states.join(", "));
    let exercised = match &toggle.pin {
        Some(pin) => format!("pinned to {}", untrusted::shown(pin)),
        None => list(&toggle.exercised),
    };
    vec![
        (untrusted::shown(&toggle.name), style::NAME),
        (exercised, Style::new()),
        (list(&toggle.never), style::WARNING),
    ]
}
