//! The difference of two configurations, for a terminal and as Markdown.

use std::io;

use toggle_admin::diff::{ConfigurationDifference, EntryDifference};

use crate::{
    contrast::contrast,
    markdown::{code, escaped},
    output::{Line, Out},
    style,
};

/// The text in place of a missing entry.
const NOT_SET: &str = "not set";
/// The remark on a toggle that differs only in monitoring keys.
const LEFT: &str = "differs only in monitoring, which `promote` keeps";

/// Prints both values of each entry that differs, and a line with the counts. Prints nothing if nothing differs.
pub(super) fn print(out: &mut Out<'_>, report: &ConfigurationDifference) -> io::Result<()> {
    let sides = report.sides();
    let width = sides.iter().map(|side| side.chars().count()).max().unwrap_or(0);
    for difference in &report.differences {
        let (mark, colour) = match (&difference.first, &difference.second) {
            (None, _) => ('+', style::ADDED),
            (Some(_), None) => ('-', style::REMOVED),
            (Some(_), Some(_)) => ('~', style::WARNING),
        };
        let title = Line::new().styled(colour, mark).text(" ").styled(style::NAME, difference.title());
        out.line(&if difference.left_by_promote { title.text(format_args!(" ({LEFT})")) } else { title })?;
        for (side, text) in sides.iter().zip(both(difference)) {
            let gap = " ".repeat(width - side.chars().count() + 2);
            let line = Line::new().text("    ").styled(style::QUIET, side).text(gap);
            out.line(&match text {
                Some(text) => line.text(text),
                None => line.styled(style::QUIET, NOT_SET),
            })?;
        }
    }
    if report.differences.is_empty() {
        return Ok(());
    }
    let ([first, second], [only_first, only_second, other]) = (sides, report.counts());
    out.line(
        &Line::new()
            .text(format_args!("{only_first} only in {first}, {only_second} only in {second}, {other} different")),
    )
}

/// Prints a Markdown table.
pub(super) fn markdown(out: &mut Out<'_>, report: &ConfigurationDifference) -> io::Result<()> {
    let mut lines = vec!["## Toggles".to_owned(), String::new()];
    if report.differences.is_empty() {
        lines.push("Nothing differs.".to_owned());
    } else {
        let [first, second] = report.sides().map(|side| escaped(&side));
        lines.push(format!("| | {first} | {second} |"));
        lines.push("|---|---|---|".to_owned());
    }
    for difference in &report.differences {
        let [first, second] = both(difference).map(|text| text.map_or(NOT_SET.to_owned(), |text| code(&text)));
        let left = if difference.left_by_promote { format!(" ({LEFT})") } else { String::new() };
        lines.push(format!("| {}{left} | {first} | {second} |", code(&difference.title())));
    }
    lines.push(String::new());
    out.document(&lines.join("\n"))
}

/// Returns both entries. A long one is cut around the difference.
fn both(difference: &EntryDifference) -> [Option<String>; 2] {
    let [first, second] = [&difference.first, &difference.second].map(|text| text.as_deref());
    let (left, right) = contrast(first.unwrap_or_default(), second.unwrap_or_default());
    [first.map(|_| left), second.map(|_| right)]
}
