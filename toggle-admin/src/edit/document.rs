//! The edit of a text, without any file.
//!
//! `toml_edit` finds the entry and the position of a new one; only those bytes of the text are replaced. Printing the
//! parsed document would end every line with LF, and would lose the comments above a removed entry.
//!
//! An edit is one or two steps, each from a text to a text. At the end the text is parsed again: it must have the
//! requested content of the toggle, and unchanged content of everything else.

use std::{collections::BTreeSet, ops::Range};

use toggle_syntax::name::{self, nearest};
use toml_edit::{Document, Item, TableLike, Value};

use super::{
    current::{CurrentEntry, EntryContent, RULES, Table},
    insert::{self, section},
    keys,
    refusal::{Refusal, parse, refuse},
    request::Request,
    sections,
    slot::{ENVIRONMENT, Entry, SECTIONS, Slot},
    spans::{self, Lines},
};

/// The content of a file whose last entry is removed. The runtime takes an empty file for one that is just being
/// written.
pub(super) const NOTHING: &str = "# States of toggles: NAME = true or false.";

/// The result of an edit: the entry before and after, and the new text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited {
    /// The content of the entry in the old text.
    pub(super) before: Option<EntryContent>,
    /// The content of the entry in the new text.
    pub(super) after: Option<EntryContent>,
    /// The new text.
    pub(super) text: String,
    /// A similar name in the text, if the name itself is missing.
    pub(super) nearest: Option<String>,
}

/// Sets the toggle, or removes its entry.
///
/// A state that replaces a state keeps the key, the spacing and the comment, and a table keeps its header. A new state
/// goes below the last state, before any table; a new table goes below the other tables, before segments and
/// environments. A removed entry takes its inner comments and the comment on its own line along; the comments above it
/// stay. An equal content keeps its spelling. The monitoring keys of a table stay, and so the table stays with them.
///
/// # Errors
///
/// If the text is not TOML, or has a layout that this module does not support.
pub(super) fn edit(text: &str, slot: Slot<'_>, request: Option<&Request>) -> Result<Edited, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let entry = slot.find(&document, body)?;
    let before = entry.as_ref().map(|entry| EntryContent::of(entry.item, slot.ty));
    let after = request.map(|request| request.content(before.as_ref(), slot.ty));
    let edited = match (&entry, request) {
        _ if before == after => Some(body.to_owned()),
        (Some(entry), Some(request)) => entry.set(&document, body, slot, request, before.as_ref()),
        (Some(entry), None) => Some(entry.unset(&document, body, slot)),
        (None, Some(Request::Plain(literal))) => insert::state(body, slot, literal),
        (None, Some(Request::Inline(table))) => insert::state(body, slot, &table.to_string()),
        (None, Some(request)) => insert::table(body, slot, &request.table(None, slot.ty).unwrap_or_default()),
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

/// Returns the entry of the toggle in a text.
///
/// # Errors
///
/// If the text is not TOML, or has a layout that this module does not support.
pub(super) fn present(text: &str, slot: Slot<'_>) -> Result<Option<CurrentEntry>, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    let entry = slot.find(&document, body)?;
    Ok(entry.map(|Entry { item, .. }| CurrentEntry::of(item, body, slot.ty)))
}

/// Returns a refusal at the toggle's entry in a text.
pub(super) fn refusal(text: &str, slot: Slot<'_>, reason: String) -> Refusal {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = || {
        let document = parse(body).ok()?;
        Some(spans::start(slot.find(&document, body).ok()??.key))
    };
    refuse(body, start().unwrap_or(0), reason)
}

/// Returns the content of the toggle's entry in a text.
///
/// # Errors
///
/// If the text is not TOML.
pub(super) fn content(text: &str, slot: Slot<'_>) -> Result<Option<EntryContent>, Refusal> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(body)?;
    Ok(slot.find(&document, body)?.map(|entry| EntryContent::of(entry.item, slot.ty)))
}

/// Returns the names of toggles in a text: the names that it sets, and the names that they require.
pub(super) fn names(text: &str) -> BTreeSet<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut names = BTreeSet::new();
    let Ok(document) = parse(body) else { return names };
    let environments = document.get(ENVIRONMENT).and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
    let environments = environments.filter_map(|(_, environment)| environment.as_table_like());
    let root: &dyn TableLike = document.as_table();
    for (name, item) in environments.chain([root]).flat_map(TableLike::iter) {
        let is_section = SECTIONS.contains(&name) && item.is_table_like();
        names.extend((!is_section).then(|| name.to_owned()));
        let required = item.as_table_like().and_then(|table| table.get("requires")?.as_array());
        names.extend(required.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    names.retain(|name| name::check(name).is_ok());
    names
}

/// Returns the ranges of a toggle's rules in a text, if the rules are an array.
pub(super) fn rules(body: &str, slot: Slot<'_>) -> Vec<Range<usize>> {
    let Ok(document) = parse(body) else { return Vec::new() };
    let rules = slot.container(&document).and_then(|container| {
        let rules = container.get(slot.name)?.as_table_like()?.get(RULES)?;
        rules.as_array()?.iter().map(Value::span).collect()
    });
    rules.unwrap_or_default()
}

/// Returns whether an edited text is right. A mistake of this module must not reach a file.
pub(super) fn is_right(before: &Document<&str>, edited: &str, slot: Slot<'_>, after: Option<&EntryContent>) -> bool {
    let Ok(document) = parse(edited) else { return false };
    let Ok(entry) = slot.find(&document, edited) else { return false };
    let says = entry.map(|entry| EntryContent::of(entry.item, slot.ty));
    let content = slot.find(before, before.raw()).ok().flatten().map(|entry| EntryContent::of(entry.item, slot.ty));
    let is_watched_as_before = after.is_none() || watch(content.as_ref()).eq(watch(says.as_ref()));
    says.as_ref() == after && is_watched_as_before && slot.others(before) == slot.others(&document)
}

fn watch(content: Option<&EntryContent>) -> impl Iterator<Item = (&str, &str)> {
    content.into_iter().flat_map(EntryContent::monitoring)
}

impl Entry<'_> {
    /// Returns the text with the requested content in this entry, or in its place.
    fn set(
        &self,
        document: &Document<&str>,
        body: &str,
        slot: Slot<'_>,
        request: &Request,
        before: Option<&EntryContent>,
    ) -> Option<String> {
        let is_monitored = before.is_some_and(EntryContent::is_monitored);
        match request {
            Request::More(more, end) if self.item.is_table_like() => keys::add(body, slot, more, *end),
            Request::Plain(_) | Request::Table(_) if is_monitored => keys::exchange(body, slot, &request.keys(slot.ty)),
            Request::Plain(literal) => self.state(document, body, slot, literal),
            Request::Inline(table) => self.state(document, body, slot, &table.to_string()),
            Request::Without(key) => keys::remove(body, slot, key),
            Request::Table(_) | Request::More(..) => self.rules(document, body, slot, &request.table(before, slot.ty)?),
        }
    }

    /// Returns the text with a state in place of this entry.
    fn state(&self, document: &Document<&str>, body: &str, slot: Slot<'_>, literal: &str) -> Option<String> {
        match self.item {
            Item::Value(value) => Some(spans::exchange(body, value.span()?, literal)),
            _ => insert::state(&self.removed(document, body), slot, literal),
        }
    }

    /// Returns the text without this entry.
    fn removed(&self, document: &Document<&str>, body: &str) -> String {
        spans::without_all(body, Lines::of(document, body).blocks(self.item))
    }

    /// Returns the text without this entry, and without its section if that is then empty. The text never becomes
    /// empty.
    fn unset(&self, document: &Document<&str>, body: &str, slot: Slot<'_>) -> String {
        let removed = sections::without_empty(self.removed(document, body), slot);
        if !removed.trim().is_empty() {
            return removed;
        }
        if slot.environment.is_some() {
            return [NOTHING, spans::line_end(body)].concat();
        }
        let mut by = [NOTHING, spans::line_end(body)].concat();
        let blocks = Lines::of(document, body).blocks(self.item);
        spans::exchange_all(body, blocks.into_iter().map(|block| (block, std::mem::take(&mut by))).collect())
    }

    /// Returns the text with rules in place of this entry.
    fn rules(&self, document: &Document<&str>, body: &str, slot: Slot<'_>, table: &Table) -> Option<String> {
        let lines = Lines::of(document, body);
        let blocks = lines.blocks(self.item);
        let header = match self.item {
            // The header line keeps the other text on it.
            Item::Table(table) if spans::has_header(table) => spans::line(body, &table.span()?),
            // A state that is followed only by headers can be replaced by a header in place.
            Item::Value(value) if lines.is_last_of_section(&spans::line(body, &value.span()?)) => {
                let line = spans::line(body, &value.span()?);
                let comment = body[value.span()?.end..line.end].trim();
                let gap = if comment.is_empty() { "" } else { "  " };
                let section = section(body, &format!("{}{gap}{comment}", slot.header()), table);
                return Some(spans::exchange_section(body, line, &section));
            }
            _ => return insert::table(&self.removed(document, body), slot, table),
        };
        let below = |block: &Range<usize>| block.contains(&header.start);
        let mut edited = body.to_owned();
        for block in blocks.into_iter().rev() {
            let by = if below(&block) { section(body, body[header.clone()].trim_end(), table) } else { String::new() };
            edited = spans::exchange(&edited, block, &by);
        }
        Some(edited)
    }
}
