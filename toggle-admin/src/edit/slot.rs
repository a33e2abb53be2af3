//! The position of a toggle in a text.

use std::collections::BTreeMap;

use toggle_syntax::Type;
use toml_edit::{Document, Item, Key, TableLike};

use super::{
    literal,
    refusal::{Refusal, refuse},
    spans,
};

/// The names of sections, which are not toggles.
pub(super) const SECTIONS: [&str; 3] = [SEGMENT, ENVIRONMENT, ATTRIBUTES];
pub(super) const SEGMENT: &str = "segment";
pub(super) const ATTRIBUTES: &str = "attributes";
pub(super) const ENVIRONMENT: &str = "environment";

/// The entry of a file that is edited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    /// The toggle.
    pub(super) name: &'a str,
    /// The type of its values.
    pub(super) ty: &'a Type,
    /// The environment whose section has the entry, if it is in one.
    pub(super) environment: Option<&'a str>,
}

/// The entry of a toggle in a file.
pub(super) struct Entry<'d> {
    pub(super) key: &'d Key,
    pub(super) item: &'d Item,
}

impl Slot<'_> {
    /// Returns the keys that lead to the toggle.
    fn path(&self) -> Vec<&str> {
        self.environment.into_iter().flat_map(|environment| [ENVIRONMENT, environment]).chain([self.name]).collect()
    }

    /// Returns the header of the toggle's table.
    pub(super) fn header(&self) -> String {
        let keys: Vec<String> = self.path().into_iter().map(literal::of_key).collect();
        format!("[{}]", keys.join("."))
    }

    /// Returns the table with the toggle's entry.
    pub(super) fn container<'d>(&self, document: &'d Document<&str>) -> Option<&'d dyn TableLike> {
        let root = document.as_table();
        match self.environment {
            Some(environment) => root.get(ENVIRONMENT)?.as_table_like()?.get(environment)?.as_table_like(),
            None => Some(root),
        }
    }

    /// Returns whether the name is reserved for a section there. An environment has no environments in it.
    fn is_section(&self) -> bool {
        SECTIONS.contains(&self.name) && !(self.name == ENVIRONMENT && self.environment.is_some())
    }

    pub(super) fn find<'d>(&self, document: &'d Document<&str>, body: &str) -> Result<Option<Entry<'d>>, Refusal> {
        let Some(container) = self.container(document) else { return Ok(None) };
        let Some((key, item)) = container.get_key_value(self.name) else {
            let because = |name| format!("without quotes, `{name}` is in a table; write \"{name}\"");
            return match unquoted(container, self.name) {
                Some(at) => Err(refuse(body, at, because(self.name))),
                None => Ok(None),
            };
        };
        if self.is_section() && item.is_table_like() {
            let reason = format!("`{}` is a section of this file, and cannot be a toggle in it, too", self.name);
            return Err(refuse(body, spans::start(key), reason));
        }
        Ok(Some(Entry { key, item }))
    }

    /// Returns all content of a file except this toggle: each value with the keys that lead to it.
    pub(super) fn others(&self, document: &Document<&str>) -> BTreeMap<Vec<String>, String> {
        let mut others = BTreeMap::new();
        leaves(document.as_table(), &mut Vec::new(), &mut others);
        let path = self.path();
        others.retain(|keys, _| !keys.iter().take(path.len()).eq(&path));
        others
    }
}

fn leaves(table: &dyn TableLike, path: &mut Vec<String>, leaves_of: &mut BTreeMap<Vec<String>, String>) {
    for (key, item) in table.iter() {
        path.push(key.to_owned());
        match item.as_table_like() {
            Some(table) => leaves(table, path, leaves_of),
            None => drop(leaves_of.insert(path.clone(), literal::of(item))),
        }
        path.pop();
    }
}

/// Returns the position of an unquoted dotted name, which TOML reads as keys of tables.
fn unquoted(table: &dyn TableLike, name: &str) -> Option<usize> {
    let mut keys = name.split('.');
    let (first, mut item) = table.get_key_value(keys.next()?)?;
    for key in keys {
        item = item.as_table_like()?.get(key)?;
    }
    first.span().map(|span| span.start)
}
