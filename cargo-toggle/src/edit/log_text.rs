//! The history for a terminal: a row for each change, with the reason below it.

use std::io;

use anstyle::Style;
use toggle_admin::edit::{
    Action,
    history::{Difference, Event, Row, author},
};

use crate::{
    contrast::contrast_within,
    output::{Line, Out},
    style,
    table::{self, Cell},
};

/// The largest number of characters shown of a state.
const SHOWN: usize = 100;

pub(super) fn print(out: &mut Out<'_>, events: &[Event]) -> io::Result<()> {
    let rows: Vec<Vec<Cell>> = events.iter().map(row).collect();
    for (line, event) in table::lines(&rows).iter().zip(events) {
        out.line(line)?;
        if let Event::Change(change) = event
            && let Some(reason) = &change.reason
        {
            out.line(&Line::new().text("    ").styled(style::QUIET, reason))?;
        }
    }
    Ok(())
}

fn row(event: &Event) -> Vec<Cell> {
    let plain = |text: String| (text, Style::new());
    match event {
        Event::Change(change) => {
            let style = if change.interrupted { style::QUIET } else { Style::new() };
            vec![
                plain(change.at.clone()),
                (change.revision.map_or_else(|| change.change.clone(), |revision| revision.to_string()), style::QUIET),
                plain(author(&change.who, change.actor.as_deref(), change.sudo_user.as_deref())),
                (of_change(change), style),
            ]
        }
        Event::Outside(outside) => {
            let at = outside.until.clone().unwrap_or_else(|| "-".to_owned());
            let what: Vec<String> = outside.toggles.iter().map(difference).collect();
            let what = match &outside.unread {
                Some(unread) => unread.clone(),
                None if what.is_empty() => "the file, outside of `cargo toggle`".to_owned(),
                None => what.join("; "),
            };
            let after = outside.after.as_ref().map(|after| format!(" (after {after})")).unwrap_or_default();
            let by = ("by hand".to_owned(), style::WARNING);
            vec![plain(at), ("-".to_owned(), style::QUIET), by, plain(what + &after)]
        }
    }
}

fn of_change(change: &Row) -> String {
    let Row { action, toggle, environment, before, after, from, undoes, interrupted, .. } = change;
    if *action == Action::Init {
        return "init".to_owned();
    }
    let what = states(toggle, environment.as_deref(), before.as_deref(), after.as_deref());
    let from = from.as_ref().map(|from| format!(", promoted from {from}")).unwrap_or_default();
    let undoes = undoes.as_ref().map(|undoes| format!(", undoes {undoes}")).unwrap_or_default();
    let interrupted = if *interrupted { ", interrupted: did not take place" } else { "" };
    let action = match action {
        Action::Disable => "disable ",
        Action::Enable => "enable ",
        Action::Undo => "undo ",
        Action::Set | Action::Unset | Action::Promote | Action::Init | Action::Interrupted => "",
    };
    format!("{action}{what}{from}{undoes}{interrupted}")
}

fn difference(difference: &Difference) -> String {
    let Difference { toggle, environment, before, after } = difference;
    states(toggle, environment.as_deref(), before.as_deref(), after.as_deref())
}

fn states(toggle: &str, environment: Option<&str>, before: Option<&str>, after: Option<&str>) -> String {
    let environment = environment.map(|name| format!(" in {name}")).unwrap_or_default();
    let [before, after] = [before, after].map(|text| text.unwrap_or("not set"));
    let beyond = if before == after && before.ends_with('…') { ", which differ where the log is cut" } else { "" };
    let (before, after) = contrast_within(before, after, SHOWN);
    format!("{toggle}{environment}: {before} -> {after}{beyond}")
}
