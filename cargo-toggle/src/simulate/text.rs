//! A simulation as tables for a terminal.

use std::io;

use anstyle::Style;
use toggle_admin::{
    question::as_declared,
    simulate::{Change, Changes, Part, Share, Simulation},
    summary::count,
};
use toggle_runtime::Reason;

use crate::{
    output::{Line, Out},
    style,
    table::{self, Cell},
};

/// The width of a bar for all users.
const WIDTH: u32 = 40;

/// Prints two tables: by value, and by the source or rule that decides.
pub(super) fn print(out: &mut Out<'_>, simulation: &Simulation) -> io::Result<()> {
    let Simulation { toggle, at, environment, users, values, parts, .. } = simulation;
    let environment = environment.as_ref().map(|name| format!(", in {name}")).unwrap_or_default();
    let users = count(usize::try_from(*users).unwrap_or(usize::MAX), "user");
    let heading = format!("{toggle} for {users}{environment}");
    out.line(&Line::new().styled(style::NAME, heading).text(", at ").text(at))?;
    if values.is_empty() {
        return Ok(());
    }
    let widths = Widths::of(simulation);
    let rows: Vec<Vec<Cell>> = values.iter().map(|share| widths.row(share, String::new())).collect();
    table::print(out, &indented(rows))?;
    out.line(&Line::new().styled(style::HEADING, "by source and rule"))?;
    let rows: Vec<Vec<Cell>> = parts.iter().flat_map(|part| widths.of_part(part)).collect();
    table::print(out, &indented(rows))?;
    simulation.against.as_ref().map_or(Ok(()), |changes| print_changes(out, changes))
}

/// Prints the number of users whose value changes, and a line for each change of values.
pub(crate) fn print_changes(out: &mut Out<'_>, changes: &Changes) -> io::Result<()> {
    let Changes { files, users, changed, percent, transitions, .. } = changes;
    let users = count(usize::try_from(*users).unwrap_or(usize::MAX), "user");
    let verb = if *changed == 1 { "changes" } else { "change" };
    let percent = percent.map(|percent| format!(" ({percent:.3} %)")).unwrap_or_default();
    let with = if files.is_empty() { String::new() } else { format!("with {}, ", files.join(", ")) };
    out.line(&Line::new().styled(style::HEADING, format!("{with}{changed} of {users} {verb}{percent}")))?;
    let rows: Vec<Vec<Cell>> = transitions.iter().map(change).collect();
    table::print(out, &rows)
}

fn change(change: &Change) -> Vec<Cell> {
    let plain = |text: String| (text, Style::new());
    let percent = change.percent.map(|percent| format!("{percent:>7.3} %")).unwrap_or_default();
    let more = if change.users > change.examples.len() as u64 { ", .." } else { "" };
    let examples = if change.examples.is_empty() { String::new() } else { change.examples.join(", ") + more };
    vec![
        plain(format!("  {}", change.words())),
        plain(change.users.to_string()),
        plain(percent),
        (examples, style::QUIET),
    ]
}

fn indented(mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    rows.iter_mut().filter_map(|row| row.first_mut()).for_each(|(text, _)| text.insert_str(0, "  "));
    rows
}

/// The widths of numbers, which are the same in both tables.
struct Widths {
    users: usize,
}

impl Widths {
    fn of(simulation: &Simulation) -> Self {
        Self { users: simulation.values.iter().map(|share| share.users.to_string().len()).max().unwrap_or(1) }
    }

    /// Returns the cells of a share: an optional first cell, the value, the count, the percentage, and a bar.
    fn row(&self, share: &Share, first: String) -> Vec<Cell> {
        let Share { value, users, percent } = share;
        let value = value.as_ref().map_or_else(|| "as declared".to_owned(), |value| as_declared(value).to_string());
        let plain = |text: String| (text, Style::new());
        let mut row = self.numbers(*users, *percent);
        row.push(plain(bar(*users, percent.unwrap_or(0.0))));
        let shown: Vec<Cell> = if first.is_empty() { vec![plain(value)] } else { vec![plain(first), plain(value)] };
        shown.into_iter().chain(row).collect()
    }

    fn numbers(&self, users: u64, percent: Option<f64>) -> Vec<Cell> {
        let percent = percent.map(|percent| format!("{percent:>7.3} %")).unwrap_or_default();
        vec![(format!("{users:>width$}", width = self.users), Style::new()), (percent, Style::new())]
    }

    /// Returns a row for each value of the part, or one row if the part has none.
    fn of_part(&self, part: &Part) -> Vec<Vec<Cell>> {
        let name = part.rule.as_deref().unwrap_or(&part.source).to_owned();
        let quiet = |text: &str| (text.to_owned(), style::QUIET);
        let details: Vec<Cell> = [part.reason.map(Reason::as_str), part.place.as_deref(), part.why.as_deref()]
            .into_iter()
            .flatten()
            .map(quiet)
            .collect();
        if part.values.is_empty() {
            let mut row = vec![(name, Style::new()), ("-".to_owned(), style::QUIET)];
            row.extend(self.numbers(0, part.percent));
            row.push((String::new(), Style::new()));
            row.push((String::new(), Style::new()));
            row.extend(details);
            return vec![row];
        }
        let row = |share: &Share| self.row(share, name.clone()).into_iter().chain(details.clone()).collect();
        part.values.iter().map(row).collect()
    }
}

/// Returns a bar of blocks, the last of which may be partial. A share above zero is always visible.
fn bar(users: u64, percent: f64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a percentage is from 0 to 100")]
    let eighths = (percent * f64::from(WIDTH * 8) / 100.0).round() as usize;
    let eighths = if users > 0 { eighths.max(1) } else { eighths };
    format!("{}{}", "█".repeat(eighths / 8), PARTS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(0, 0.0), "");
        assert_eq!(bar(1, 0.0), "▏");
        assert_eq!(bar(5, 5.0), "██");
        assert_eq!(bar(1, 6.25), "██▌");
        assert_eq!(bar(9, 100.0).chars().count(), 40);
    }
}
