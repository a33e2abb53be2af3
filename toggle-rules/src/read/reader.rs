//! The reader of values in a document, shared by all parts of the grammar.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use toggle_syntax::{keys::Keyword, order};
use toml_spanner::{Item, Key, Kind, Span, Table, Value as TomlValue};

use super::{
    declared::Declared,
    error::ParseError,
    limits::{MAX_KEYS, MAX_MISTAKES, MAX_VALUES, SPLIT},
    lines::Lines,
    words::Vocabulary,
};
use crate::{
    date,
    number::Number,
    patterns::Patterns,
    spanned::{Mistake, Position, Said, Spanned},
    statement::Tables,
    table::EXACT,
    targeting::AttributeName,
};

/// A reader of the values in a document, which collects the mistakes in them.
pub(super) struct Reader<'t> {
    pub(super) lines: Lines<'t>,
    mistakes: Vec<Mistake>,
    /// The number of mistakes that earlier parts have found.
    of_earlier_parts: usize,
    /// The number of mistakes that may still be listed.
    listed: usize,
    /// The number of mistakes that are only counted.
    pub(super) unlisted: usize,
    /// The same two numbers for tables that may be values.
    listed_of_tables: usize,
    unlisted_of_tables: usize,
    /// The tables of the current entry whose meaning depends on the toggle's type.
    pub(super) tables: Tables,
    /// The number of values in tables that may be values of toggles.
    pub(super) values: usize,
    /// The first limit of the whole file that the file exceeds.
    pub(super) excess: Option<ParseError>,
    /// The number of rules so far, and the number of attributes in their conditions.
    pub(super) rules: usize,
    pub(super) tests: usize,
    pub(super) patterns: Patterns<'t>,
    /// The declared attributes, if the file has this section.
    pub(super) declared: Option<Arc<Declared>>,
    /// The interned names of attributes.
    attributes: HashSet<Arc<AttributeName>>,
    /// The number of unknown names for which a nearest one is still searched.
    hints: usize,
}

/// The number of unknown segments and attributes for which the nearest name is searched, since the search takes time.
const MAX_HINTS: usize = 10;

impl<'t> Reader<'t> {
    pub(super) fn of(text: &'t str, patterns: Patterns<'t>) -> Self {
        Self {
            lines: Lines::of(text),
            mistakes: Vec::new(),
            of_earlier_parts: 0,
            listed: MAX_MISTAKES,
            unlisted: 0,
            listed_of_tables: MAX_MISTAKES,
            unlisted_of_tables: 0,
            tables: Tables::default(),
            values: 0,
            excess: None,
            rules: 0,
            tests: 0,
            patterns,
            declared: None,
            attributes: HashSet::new(),
            hints: MAX_HINTS,
        }
    }

    pub(super) fn position(&self, span: Span) -> Position {
        self.lines.position(span)
    }

    /// Returns the source text of a span.
    pub(super) fn written(&self, span: Span) -> &'t str {
        self.lines.text_at(span)
    }

    pub(super) fn placed<T>(&self, value: T, span: Span) -> Spanned<T> {
        Spanned { value, at: Some(self.position(span)) }
    }

    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>) {
        let at = Some(self.position(span));
        self.wrong_at(at, message.into());
    }

    /// Records an error if a count exceeds a limit of the whole file.
    pub(super) fn limit(&mut self, count: usize, limit: usize, what: &str, span: Span) {
        if count > limit && self.excess.is_none() {
            let message = format!("the text has more than {limit} {what}; {SPLIT}");
            self.excess = Some(ParseError::at(self.position(span), message));
        }
    }

    /// Returns whether the file exceeds a limit, so that reading can stop.
    pub(super) fn is_past_limit(&self) -> bool {
        self.excess.is_some()
    }

    /// Returns the interned name of an attribute.
    pub(super) fn attribute(&mut self, name: &str) -> Arc<AttributeName> {
        let new = Arc::new(AttributeName::new(name));
        if let Some(known) = self.attributes.get(&new) {
            return known.clone();
        }
        self.attributes.insert(new.clone());
        new
    }

    /// Takes one of the limited searches for a nearest name, and returns whether one was left.
    pub(super) fn may_look_for_hint(&mut self) -> bool {
        let may = self.hints > 0;
        self.hints = self.hints.saturating_sub(1);
        may
    }

    pub(super) fn wrong_at(&mut self, at: Option<Position>, message: String) {
        if let Some(listed) = self.listed.checked_sub(1) {
            self.listed = listed;
            self.mistakes.push(Mistake { at, message });
        } else if self.mistakes.len() == self.of_earlier_parts {
            // Each part with a mistake must have one listed, so that the part is not applied.
            self.mistakes.push(Mistake { at, message: format!("it has a mistake after the first {MAX_MISTAKES}") });
        } else {
            self.unlisted += 1;
        }
    }

    /// Returns the mistakes since the last call.
    pub(super) fn take_mistakes(&mut self) -> Vec<Mistake> {
        std::mem::take(&mut self.mistakes)
    }

    /// Reads one part of a toggle, and separates its mistakes from those of the other parts.
    pub(super) fn part<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Said<T> {
        let around = std::mem::replace(&mut self.of_earlier_parts, self.mistakes.len());
        let part = read(self);
        let mistakes = self.end_part(around);
        if mistakes.is_empty() { part.map(Ok) } else { Some(Err(mistakes)) }
    }

    /// Returns the mistakes of a part, and goes back to the part around it. Out of line, since there are many parts.
    #[inline(never)]
    fn end_part(&mut self, around: usize) -> Vec<Mistake> {
        let before = std::mem::replace(&mut self.of_earlier_parts, around);
        self.mistakes.split_off(before)
    }

    /// Reads a table that has another meaning if the toggle is a structure.
    ///
    /// Returns the number of unlisted mistakes, which do not exist in that case, like the listed ones. The mistakes use
    /// a separate limit, so that they take no room from others.
    pub(super) fn unless_structure<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> (T, usize) {
        self.swap_lists();
        let before = self.unlisted;
        let result = read(self);
        let unlisted = self.unlisted - before;
        self.swap_lists();
        (result, unlisted)
    }

    fn swap_lists(&mut self) {
        std::mem::swap(&mut self.listed, &mut self.listed_of_tables);
        std::mem::swap(&mut self.unlisted, &mut self.unlisted_of_tables);
    }

    pub(super) fn refuse<T>(&mut self, span: Span, message: impl Into<String>) -> Option<T> {
        self.wrong(span, message);
        None
    }

    pub(super) fn wrong_type<T>(&mut self, value: &Item<'_>, expected: &str) -> Option<T> {
        self.refuse(value.span(), format!("expected {expected}, found {}", kind(value)))
    }
}

/// Returns the name of a value's type for messages.
pub(super) fn kind(value: &Item<'_>) -> &'static str {
    match value.kind() {
        Kind::String => "a string",
        Kind::Integer => "an integer",
        Kind::Float => "a float",
        Kind::Boolean => "a boolean",
        Kind::DateTime => "a date",
        Kind::Array => "an array",
        Kind::Table => "a table",
    }
}

impl Reader<'_> {
    /// Reads the entries of a table in the order of the file. A key outside the vocabulary is a mistake.
    pub(super) fn keys<'v, 'i, K: Vocabulary>(
        &mut self,
        table: &'v Table<'i>,
        mut read: impl FnMut(&mut Self, K, &'v Key<'i>, &'v Item<'i>),
    ) {
        if table.len() > MAX_KEYS {
            self.wrong(table.as_item().span(), too_many_keys(table.len()));
            return;
        }
        for (key, value) in in_order(table) {
            match K::of(key.name) {
                Some(word) => read(self, word, key, value),
                None => self.wrong(key.span, K::VOCABULARY.refuse(key.name)),
            }
        }
    }

    pub(super) fn table<'v, 'i>(&mut self, value: &'v Item<'i>, expected: &str) -> Option<&'v Table<'i>> {
        match value.value() {
            TomlValue::Table(table) => Some(table),
            _ => self.wrong_type(value, expected),
        }
    }

    pub(super) fn text(&mut self, value: &Item<'_>, expected: &str) -> Option<String> {
        match value.value() {
            TomlValue::String(text) => Some((*text).to_owned()),
            _ => self.wrong_type(value, expected),
        }
    }

    pub(super) fn boolean(&mut self, value: &Item<'_>) -> Option<bool> {
        match value.value() {
            TomlValue::Boolean(boolean) => Some(*boolean),
            _ => self.wrong_type(value, "`true` or `false`"),
        }
    }

    /// Reads a string, or a list of strings that is not empty.
    pub(super) fn texts(&mut self, value: &Item<'_>, expected: &str) -> Option<Vec<Spanned<String>>> {
        let values = match value.value() {
            TomlValue::Array(values) if values.is_empty() => return self.nothing(value),
            TomlValue::Array(values) => values.as_slice(),
            _ => std::slice::from_ref(value),
        };
        if values.len() > MAX_VALUES {
            return self.too_many(value.span(), values.len(), MAX_VALUES, "values in a list");
        }
        let texts: Vec<_> =
            values.iter().filter_map(|value| Some((self.text(value, expected)?, value.span()))).collect();
        (texts.len() == values.len()).then(|| texts.into_iter().map(|(text, span)| self.placed(text, span)).collect())
    }

    /// Reports a list or table that is too long for one part of a toggle.
    pub(super) fn too_many<T>(&mut self, span: Span, count: usize, limit: usize, what: &str) -> Option<T> {
        self.refuse(span, format!("there are at most {limit} {what}, and here are {count}"))
    }

    /// Reports an empty list or table, which would have no meaning.
    pub(super) fn nothing<T>(&mut self, value: &Item<'_>) -> Option<T> {
        let message = format!("{} without elements has no meaning; remove it", kind(value));
        self.refuse(value.span(), message)
    }

    /// Reads a finite number.
    pub(super) fn number(&mut self, value: &Item<'_>) -> Option<Number> {
        let number = match value.value() {
            TomlValue::Integer(number) => number.as_i64().map(Number::Integer),
            TomlValue::Float(number) => Some(*number).filter(|number| number.is_finite()).map(Number::Float),
            _ => return self.wrong_type(value, "a number"),
        };
        if number.is_none() {
            self.wrong(value.span(), EXACT);
        }
        number
    }

    pub(super) fn date(&mut self, value: &Item<'_>) -> Option<Timestamp> {
        let TomlValue::DateTime(written) = value.value() else {
            return self.wrong_type(value, "a date without quotes, such as `2026-12-01T09:00:00Z`");
        };
        let instant = date::instant(written);
        if instant.is_none() {
            let message = if written.date().is_some() && written.time().is_some() && written.offset().is_none() {
                format!("a time needs its offset: write `{}Z` for UTC", self.lines.text_at(value.span()))
            } else {
                "expected a date of the calendar with its offset, such as `2026-12-01T09:00:00Z`".to_owned()
            };
            self.wrong(value.span(), message);
        }
        instant
    }
}

/// Formats the mistake of a table with so many keys that most must be unknown.
pub(super) fn too_many_keys(count: usize) -> String {
    format!("there are at most {MAX_KEYS} keys in this table, and here are {count}")
}

/// Returns whether a table has this key.
pub(super) fn has(table: &Table<'_>, key: impl Keyword) -> bool {
    table.contains_key(key.word())
}

/// Returns the entries of a table in the order of the file.
pub(super) fn in_order<'v, 'i>(table: &'v Table<'i>) -> Vec<(&'v Key<'i>, &'v Item<'i>)> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| (key, value)).collect();
    order::sort_by_key(&mut entries, |(key, _)| key.span.start);
    entries
}
