//! The edit of a text, without any file.
//!
//! `toml_edit` tells where the entry is and where a new one belongs; only these bytes of the text are exchanged. Writing
//! a parsed document back would give every line the ending LF, and would take the comments above an entry away with it.
//!
//! An edit is a step or two, each from a text to a text. In the end the text is read once more, and has to say what was
//! wanted of the toggle, and of everything else what it said before.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
};

use toggle_syntax::{
    Type,
    name::{self, nearest},
};
use toml_edit::{Document, Item, Key, TableLike, Value};

use super::{
    insert::{self, section},
    literal,
    said::{RULES, Said},
    spans::{self, Lines},
    wanted::Wanted,
};

/// What stays of a file whose last entry is removed: to the runtime, a file without anything is one that is just being
/// written.
pub(super) const NOTHING: &str = "# States of toggles: NAME = true or false.";
/// The names of sections, which are no toggles.
pub(super) const SECTIONS: [&str; 2] = [SEGMENT, ENVIRONMENT];
const SEGMENT: &str = "segment";
pub(super) const ENVIRONMENT: &str = "environment";

/// Which entry of a file is edited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    /// The toggle.
    pub(super) name: &'a str,
    /// What its states are.
    pub(super) ty: &'a Type,
    /// The stage in whose section the entry is, if it is in one.
    pub(super) stage: Option<&'a str>,
}

/// A text before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited {
    /// What was said of the toggle.
    pub(super) before: Option<Said>,
    /// What the new text says of it.
    pub(super) after: Option<Said>,
    /// The new text.
    pub(super) text: String,
    /// Where the name is not there: the one in the text that was perhaps meant.
    pub(super) nearest: Option<String>,
}

/// Why a text is not edited. Shows as `line:column: reason`, both from 1, the column in characters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    line: usize,
    column: usize,
    reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

/// Sets the toggle, or removes its entry.
///
/// A state that takes the place of a state keeps the key, the spacing and the comment, and a table its header. A new state
/// goes below the last that is there, before any table; a new table below the others, before segments and stages. Of what
/// is removed, the comments in it and on its own line go with it, those above it stay. What the entry already says, in
/// whichever word, is left as it is written.
///
/// # Errors
///
/// If the text is not TOML, or is written in a way that is not known here.
pub(super) fn edit(text: &str, slot: Slot<'_>, wanted: Option<&Wanted>) -> Result<Edited, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let entry = slot.find(&document, body)?;
    let before = entry.as_ref().map(|entry| Said::of(entry.item, slot.ty));
    let after = wanted.map(|wanted| wanted.said(before.as_ref(), slot.ty));
    let edited = match (&entry, wanted) {
        _ if before == after => Some(body.to_owned()),
        (Some(entry), Some(Wanted::Plain(literal))) => entry.state(&document, body, slot, literal),
        (Some(entry), Some(wanted)) => entry.rules(&document, body, slot, wanted, before.as_ref()),
        (Some(entry), None) => Some(entry.unset(&document, body)),
        (None, Some(Wanted::Plain(literal))) => insert::state(body, slot, literal),
        (None, Some(wanted)) => insert::table(body, slot, &wanted.table(None, slot.ty).unwrap_or_default()),
        (None, None) => Some(body.to_owned()),
    };
    let edited = edited.filter(|edited| is_right(&document, edited, slot, after.as_ref()));
    let edited = edited.ok_or_else(|| {
        let reason = format!("this file cannot be edited safely; change `{}` by hand", slot.name);
        refuse(body, entry.as_ref().map_or(0, |entry| spans::start(entry.key)), reason)
    })?;
    let names = slot.container(&document).into_iter().flat_map(TableLike::iter).map(|(name, _)| name);
    let names = names.filter(|name| before.is_none() && !SECTIONS.contains(name));
    let nearest = nearest(slot.name, names).map(str::to_owned);
    let text = spans::exchange(text, text.len() - body.len()..text.len(), &edited);
    Ok(Edited { before, after, text, nearest })
}

fn parse(body: &str) -> Result<Document<&str>, Refusal> {
    Document::parse(body).map_err(|error| {
        let reason = error.message().trim_end_matches('.').replace('\n', ", ");
        refuse(body, error.span().unwrap_or_default().start, reason)
    })
}

/// The names of toggles in a text: those that it sets, and those that they require.
pub(super) fn names(text: &str) -> BTreeSet<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut names = BTreeSet::new();
    let Ok(document) = parse(body) else { return names };
    let stages = document.get(ENVIRONMENT).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
    let stages = stages.filter_map(|(_, stage)| stage.as_table_like());
    let root: &dyn TableLike = document.as_table();
    for (name, item) in stages.chain([root]).flat_map(TableLike::iter) {
        let is_section = SECTIONS.contains(&name) && item.is_table_like();
        names.extend((!is_section).then(|| name.to_owned()));
        let required = item.as_table_like().and_then(|table| table.get("requires")?.as_array());
        names.extend(required.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    names.retain(|name| name::check(name).is_ok());
    names
}

/// Where the rules of a toggle are in a text, if they are an array.
pub(super) fn rules(body: &str, slot: Slot<'_>) -> Vec<Range<usize>> {
    let Ok(document) = parse(body) else { return Vec::new() };
    let rules = slot.container(&document).and_then(|container| {
        let rules = container.get(slot.name)?.as_table_like()?.get(RULES)?;
        rules.as_array()?.iter().map(Value::span).collect()
    });
    rules.unwrap_or_default()
}

/// Reads once more what is going to be written: a mistake of this module must not get into a file.
fn is_right(before: &Document<&str>, edited: &str, slot: Slot<'_>, after: Option<&Said>) -> bool {
    let Ok(document) = parse(edited) else { return false };
    let Ok(entry) = slot.find(&document, edited) else { return false };
    let says = entry.map(|entry| Said::of(entry.item, slot.ty));
    says.as_ref() == after && slot.others(before) == slot.others(&document)
}

impl Slot<'_> {
    /// The keys that lead to the toggle.
    fn path(&self) -> Vec<&str> {
        self.stage.into_iter().flat_map(|stage| [ENVIRONMENT, stage]).chain([self.name]).collect()
    }

    /// What the toggle's table starts with.
    pub(super) fn header(&self) -> String {
        let keys: Vec<String> = self.path().into_iter().map(literal::of_key).collect();
        format!("[{}]", keys.join("."))
    }

    /// The table that the toggle's entry is in.
    fn container<'d>(&self, document: &'d Document<&str>) -> Option<&'d dyn TableLike> {
        let root = document.as_table();
        match self.stage {
            Some(stage) => root.get(ENVIRONMENT)?.as_table_like()?.get(stage)?.as_table_like(),
            None => Some(root),
        }
    }

    /// Whether the name is that of a section there. In a stage, there are no others.
    fn is_section(&self) -> bool {
        self.name == SEGMENT || self.name == ENVIRONMENT && self.stage.is_none()
    }

    fn find<'d>(&self, document: &'d Document<&str>, body: &str) -> Result<Option<Entry<'d>>, Refusal> {
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

    /// What a file says, but for this toggle: each value with the keys that lead to it.
    fn others(&self, document: &Document<&str>) -> BTreeMap<Vec<String>, String> {
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

/// Where a name with a dot in it was written as the keys of tables.
fn unquoted(table: &dyn TableLike, name: &str) -> Option<usize> {
    let mut keys = name.split('.');
    let (first, mut item) = table.get_key_value(keys.next()?)?;
    for key in keys {
        item = item.as_table_like()?.get(key)?;
    }
    first.span().map(|span| span.start)
}

/// What a file has of a toggle.
struct Entry<'d> {
    key: &'d Key,
    item: &'d Item,
}

impl Entry<'_> {
    /// The text with a state in place of this.
    fn state(&self, document: &Document<&str>, body: &str, slot: Slot<'_>, literal: &str) -> Option<String> {
        match self.item {
            Item::Value(value) => Some(spans::exchange(body, value.span()?, literal)),
            _ => insert::state(&self.removed(document, body), slot, literal),
        }
    }

    /// The text without this.
    fn removed(&self, document: &Document<&str>, body: &str) -> String {
        let blocks = Lines::of(document, body).blocks(self.item);
        blocks.into_iter().rev().fold(body.to_owned(), |body, block| spans::without(&body, block))
    }

    /// The text without this, but not without anything.
    fn unset(&self, document: &Document<&str>, body: &str) -> String {
        let removed = self.removed(document, body);
        if !removed.trim().is_empty() {
            return removed;
        }
        let mut by = [NOTHING, spans::line_end(body)].concat();
        let blocks = Lines::of(document, body).blocks(self.item);
        spans::exchange_all(body, blocks.into_iter().map(|block| (block, std::mem::take(&mut by))).collect())
    }

    /// The text with rules in place of this.
    fn rules(
        &self,
        document: &Document<&str>,
        body: &str,
        slot: Slot<'_>,
        wanted: &Wanted,
        before: Option<&Said>,
    ) -> Option<String> {
        if let (Wanted::More(more, end), Some(table)) = (wanted, self.item.as_table_like()) {
            return insert::more(body, self.item, table, more, *end);
        }
        let table = wanted.table(before, slot.ty)?;
        let lines = Lines::of(document, body);
        let blocks = lines.blocks(self.item);
        let header = match self.item {
            // Its own line, with what else is on it.
            Item::Table(table) if spans::has_header(table) => spans::line(body, &table.span()?),
            // The line of a state that nothing but headers comes after can be where the header is from now on.
            Item::Value(value) if lines.is_last_of_section(&spans::line(body, &value.span()?)) => {
                let line = spans::line(body, &value.span()?);
                let comment = body[value.span()?.end..line.end].trim();
                let gap = if comment.is_empty() { "" } else { "  " };
                let section = section(body, &format!("{}{gap}{comment}", slot.header()), &table);
                return Some(spans::exchange_section(body, line, &section));
            }
            _ => return insert::table(&self.removed(document, body), slot, &table),
        };
        let below = |block: &Range<usize>| block.contains(&header.start);
        let mut edited = body.to_owned();
        for block in blocks.into_iter().rev() {
            let by = if below(&block) { section(body, body[header.clone()].trim_end(), &table) } else { String::new() };
            edited = spans::exchange(&edited, block, &by);
        }
        Some(edited)
    }
}

fn refuse(body: &str, at: usize, reason: String) -> Refusal {
    let at = (0..=at.min(body.len())).rev().find(|&at| body.is_char_boundary(at)).unwrap_or(0);
    let line = body[..at].matches('\n').count() + 1;
    let column = body[..at].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    Refusal { line, column, reason }
}
