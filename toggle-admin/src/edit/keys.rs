//! The edit of a table that keeps some of its keys: each other key is added, replaced or removed separately.

use std::ops::Range;

use toml_edit::{Document, InlineTable, Item, Key, Value};

use super::{
    current::{MONITORING, OTHERWISE, RULES, SHADOW, Table},
    inline,
    insert::section,
    literal,
    request::{self, End},
    slot::Slot,
    spans::{self, Lines},
};

/// Sets the content of a table. Its monitoring keys stay as they are written.
pub(super) fn exchange(body: &str, slot: Slot<'_>, what: &Table) -> Option<String> {
    let is_wanted = |key: &str| what.has(key) || key == RULES && !what.rules.is_empty();
    let has_place = |item: &Item| item.as_value().is_some_and(|value| !is_dotted(value));
    let body = without(body.to_owned(), slot, |key, item| is_wanted(key) && !has_place(item))?;
    let body = put(&body, slot, what, None)?;
    without(body, slot, |key, _| !is_wanted(key) && !MONITORING.contains(&key))
}

/// Returns whether a value is a table of dotted keys.
fn is_dotted(value: &Value) -> bool {
    value.as_inline_table().is_some_and(InlineTable::is_dotted)
}

/// Adds keys and rules to a table, and leaves the rest as it is written.
pub(super) fn add(body: &str, slot: Slot<'_>, more: &Table, end: End) -> Option<String> {
    let edited = put(body, slot, more, Some(end))?;
    // The short form is redundant next to `otherwise`.
    let is_gone = |key: &str| key == SHADOW && more.has(OTHERWISE);
    without(edited, slot, |key, _| is_gone(key))
}

/// Removes a key from a table, and leaves the rest as it is written.
pub(super) fn remove(body: &str, slot: Slot<'_>, key: &str) -> Option<String> {
    without_one(body, slot, key)
}

/// Returns the text without these keys of the table.
fn without(body: String, slot: Slot<'_>, is_gone: impl Fn(&str, &Item) -> bool) -> Option<String> {
    let keys: Vec<String> = {
        let document = Document::parse(body.as_str()).ok()?;
        let table = slot.find(&document, &body).ok()??.item.as_table_like()?;
        table.iter().filter(|(key, item)| is_gone(key, item)).map(|(key, _)| key.to_owned()).collect()
    };
    keys.iter().try_fold(body, |body, key| without_one(&body, slot, key))
}

fn without_one(body: &str, slot: Slot<'_>, key: &str) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let item = slot.find(&document, body).ok()??.item;
    let table = item.as_table_like()?;
    let Item::Value(Value::InlineTable(inline)) = item else {
        let blocks = Lines::of(&document, body).blocks(table.get(key)?);
        return Some(spans::without_all(body, blocks));
    };
    let shorter = inline::without(body, inline, key)?;
    let pairs = table.get_values().into_iter().filter(|(path, _)| path.first().is_some_and(|first| *first == key));
    if pairs.count() > 1 { without_one(&shorter, slot, key) } else { Some(shorter) }
}

/// Returns the text with these keys in the table. A key replaces the one of the same name; with `end`, the existing
/// rules stay.
///
/// A new key goes below the last key that is not for monitoring, and new rules go to the top.
fn put(body: &str, slot: Slot<'_>, new: &Table, end: Option<End>) -> Option<String> {
    let document = Document::parse(body).ok()?;
    let item = slot.find(&document, body).ok()??.item;
    let table = item.as_table_like()?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut missing = Table::default();
    match (table.get(RULES), end) {
        _ if new.rules.is_empty() => {}
        (None, _) => missing.rules.clone_from(&new.rules),
        (Some(Item::Value(Value::Array(array))), Some(end)) => {
            edits.extend(spans::into_array(body, array, &new.rules, end)?);
        }
        (Some(Item::Value(value)), None) => edits.push((value.span()?, array(body, item, &new.rules))),
        (Some(_), _) => return None,
    }
    for (key, literal) in new.others() {
        match table.get(key) {
            Some(Item::Value(value)) => edits.push((value.span()?, literal.to_owned())),
            Some(_) => return None,
            None => missing.set(key, literal.to_owned()),
        }
    }
    if missing == Table::default() {
        return Some(spans::exchange_all(body, edits));
    }
    let values = table.get_values();
    match item {
        Item::Value(Value::InlineTable(inline)) => {
            let rules = missing.rules.first().map(|_| format!("{RULES} = {}", array(body, item, &missing.rules)));
            edits.extend(inline::put(body, inline, rules, others(&missing, ""))?);
        }
        Item::Table(table) if spans::has_header(table) => {
            let top = spans::line(body, &table.span()?).end;
            edits.extend(on_lines(body, top, "", &values, &missing));
        }
        Item::Table(_) if !values.is_empty() => {
            let first = values.iter().filter_map(|(path, _)| path.first()?.span()).min_by_key(|key| key.start)?;
            let prefix = &body[spans::line(body, &first).start..first.start];
            let last = spans::last_of(&values, |_| true)?;
            edits.extend(on_lines(body, spans::end_of_line(body, last), prefix, &values, &missing));
        }
        _ => {
            let first = Lines::of(&document, body).blocks(item).first()?.start;
            let at = spans::with_comment(body, first);
            return Some(spans::exchange_section(body, at..at, &section(body, &slot.header(), &missing)));
        }
    }
    Some(spans::exchange_all(body, edits))
}

/// Returns an array of rules in the style of the table.
fn array(body: &str, table: &Item, rules: &[String]) -> String {
    if table.is_inline_table() {
        return literal::list(rules.iter().cloned());
    }
    request::array(rules, spans::line_end(body))
}

fn others(table: &Table, prefix: &str) -> Vec<String> {
    table.others().map(|(key, literal)| format!("{prefix}{key} = {literal}")).collect()
}

/// Inserts the missing keys on new lines.
fn on_lines(
    body: &str,
    top: usize,
    prefix: &str,
    values: &[(Vec<&Key>, &Value)],
    missing: &Table,
) -> Vec<(Range<usize>, String)> {
    let below =
        spans::last_of(values, |key| !MONITORING.contains(&key)).map_or(top, |last| spans::end_of_line(body, last));
    let mut rules = request::rules(&missing.rules);
    rules.iter_mut().take(1).for_each(|first| first.insert_str(0, prefix));
    let others = others(missing, prefix);
    if top == below {
        return vec![new_lines(body, top, &[rules, others].concat())];
    }
    let both = [(top, rules), (below, others)].into_iter().filter(|(_, lines)| !lines.is_empty());
    both.map(|(at, lines)| new_lines(body, at, &lines)).collect()
}

fn new_lines(body: &str, at: usize, lines: &[String]) -> (Range<usize>, String) {
    let end = spans::line_end(body);
    let before = if body[..at].ends_with('\n') { "" } else { end };
    (at..at, lines.iter().map(|line| format!("{line}{end}")).fold(before.to_owned(), |text, line| text + &line))
}
