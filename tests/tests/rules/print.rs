//! The ways to write the same file.

use std::fmt::Write as _;

use toml::{Table, Value};

pub(crate) const MANNERS: [fn(&Table) -> String; 3] = [sections, inline, dotted];

/// Writes `[toggle]` and `[[toggle.rules]]`.
fn sections(table: &Table) -> String {
    table.to_string()
}

/// Writes `toggle = { … }`.
fn inline(table: &Table) -> String {
    lines(table.iter().map(|(key, value)| (key_text(key), value)))
}

/// Writes `toggle.key = …`, from the last key to the first.
fn dotted(table: &Table) -> String {
    let mut leaves = Vec::new();
    flatten("", table, &mut leaves);
    lines(leaves.into_iter().rev())
}

fn flatten<'a>(prefix: &str, table: &'a Table, leaves: &mut Vec<(String, &'a Value)>) {
    for (key, value) in table {
        let path = format!("{prefix}{}", key_text(key));
        match value {
            Value::Table(inner) if !inner.is_empty() => flatten(&format!("{path}."), inner, leaves),
            leaf => leaves.push((path, leaf)),
        }
    }
}

fn lines<'a>(entries: impl Iterator<Item = (String, &'a Value)>) -> String {
    entries.fold(String::new(), |mut text, (key, value)| {
        writeln!(text, "{key} = {value} # {}", value.type_str()).expect("texts take all");
        text
    })
}

fn key_text(key: &str) -> String {
    Value::from(key).to_string()
}
