//! The position and the layout of new entries in a text.

use toml_edit::{Document, Item, Table, TableLike};

use super::{
    current::Table as RuleTable,
    literal, request,
    slot::{ENVIRONMENT, SECTIONS, Slot},
    spans::{self, Lines},
};

/// Returns the lines of a table.
pub(super) fn section(body: &str, header: &str, table: &RuleTable) -> String {
    let end = spans::line_end(body);
    let lines = [header.to_owned()].into_iter().chain(request::lines(table));
    lines.flat_map(|line| [line, end.to_owned()]).collect()
}

/// Inserts a state at its usual position.
pub(super) fn state(body: &str, slot: Slot<'_>, literal: &str) -> Option<String> {
    line(body, slot, &format!("{} = {literal}", literal::of_key(slot.name)))
}

/// Inserts lines without a header at the usual position of a state.
pub(super) fn line(body: &str, slot: Slot<'_>, line: &str) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let Some(environment) = slot.environment else { return Some(insert_first(body, &document, line)) };
    let lines = Lines::of(&document, body);
    let container = document.get(ENVIRONMENT).and_then(|environments| environments.as_table_like()?.get(environment));
    match container {
        Some(Item::Table(table)) if spans::has_header(table) => {
            let header = spans::line(body, &table.span()?).end;
            let at = spans::last_value(table).map_or(header, |last| spans::end_of_line(body, last));
            Some(spans::insert_line(body, at, line))
        }
        Some(Item::Table(_)) => {
            let environments = document.get(ENVIRONMENT)?.as_table_like()?;
            let first = lines.blocks(environments.get(environment)?).first()?.start;
            let at = spans::with_comment(body, first);
            Some(spans::exchange_section(body, at..at, &environment_section(body, environment, line)))
        }
        Some(_) => None,
        None => {
            Some(spans::exchange_section(body, body.len()..body.len(), &environment_section(body, environment, line)))
        }
    }
}

fn environment_section(body: &str, environment: &str, line: &str) -> String {
    let end = spans::line_end(body);
    format!("[{ENVIRONMENT}.{}]{end}{line}{end}", literal::of_key(environment))
}

/// Inserts a line below the last value above all headers.
fn insert_first(body: &str, document: &Table, line: &str) -> String {
    match (spans::last_value(document), spans::first_header(body)) {
        (Some(last), _) => spans::insert_line(body, spans::end_of_line(body, last), line),
        (None, None) => spans::insert_line(body, body.len(), line),
        (None, Some(header)) => {
            let end = spans::line_end(body);
            spans::exchange(body, header..header, &[line, end, end].concat())
        }
    }
}

/// Inserts a table at its usual position: after the tables of its environment, or before all segments and environments.
pub(super) fn table(body: &str, slot: Slot<'_>, table: &RuleTable) -> Option<String> {
    section_text(body, slot, &section(body, &slot.header(), table))
}

/// Inserts the lines of a table, with its header, at the usual position of a table.
pub(super) fn section_text(body: &str, slot: Slot<'_>, section: &str) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let lines = Lines::of(&document, body);
    let blocks = |table: &dyn TableLike, name: &str| table.get(name).map(|item| lines.blocks(item));
    let at = if let Some(environment) = slot.environment {
        let environments = document.get(ENVIRONMENT).and_then(Item::as_table_like);
        environments
            .and_then(|environments| blocks(environments, environment))
            .and_then(|blocks| Some(blocks.last()?.end))
    } else {
        let sections = SECTIONS.into_iter().filter_map(|name| blocks(document.as_table(), name));
        let first = sections.filter_map(|blocks| Some(blocks.first()?.start)).min();
        first.map(|first| spans::with_comment(body, first))
    };
    let at = at.unwrap_or(body.len());
    Some(spans::exchange_section(body, at..at, section))
}
