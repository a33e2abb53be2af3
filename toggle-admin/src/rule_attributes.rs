//! The attributes that the rules of toggle files use.

use std::collections::BTreeSet;

use toml_edit::{Document, Item, TableLike, Value};

use crate::context::KEY;

/// Returns the attributes that the rules and segments of a file use, or `None` if the file is not TOML.
pub fn attributes(text: &str) -> Option<BTreeSet<String>> {
    let document = Document::parse(text).ok()?;
    let mut found = BTreeSet::new();
    of_table(document.as_table(), &mut found);
    found.remove(KEY);
    Some(found)
}

fn of_table(table: &dyn TableLike, found: &mut BTreeSet<String>) {
    for (key, item) in table.iter() {
        match (key, item.as_table_like()) {
            ("when", _) => of_condition(item, found),
            ("segment", Some(segments)) => segments.iter().for_each(|(_, condition)| of_condition(condition, found)),
            ("by", None) => found.extend(item.as_str().map(str::to_owned)),
            (_, Some(table)) => of_table(table, found),
            (_, None) => tables(item).into_iter().for_each(|table| of_table(table, found)),
        }
    }
}

/// Adds the attributes of a condition: a table, or a list of tables.
fn of_condition(item: &Item, found: &mut BTreeSet<String>) {
    let tables = item.as_table_like().map_or_else(|| tables(item), |table| vec![table]);
    found
        .extend(tables.into_iter().flat_map(|table| table.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()));
}

/// Returns the tables in a list.
fn tables(item: &Item) -> Vec<&dyn TableLike> {
    match item {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Item::Value(Value::Array(array)) => {
            array.iter().filter_map(Value::as_inline_table).map(|table| table as &dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = attributes(text).expect("it is TOML");
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn attributes_of_rules_and_segments_are_found() {
        check("a = true", &[]);
        check(
            "[a]\nrules = [{ when = { country = 'NL', key = 'x' }, rollout = 3, by = 'company' }]",
            &["company", "country"],
        );
        check("[[a.rules]]\nwhen = [{ plan = 'pro' }, { group = { not = 'x' } }]", &["group", "plan"]);
        check("[segment.staff]\ngroup = 'staff'\n[[segment.two]]\nplan = 1", &["group", "plan"]);
        check(
            "[environment.p.a]\nrules = [{ segment = 's', when = { x = 1 } }]\n[environment.p.segment.s]\ny = 1",
            &["x", "y"],
        );
    }
}
