//! The table of a toggle, as a file writes it.

use std::mem;

use toggle_syntax::keys::{Keyword, ToggleKey};
use toml_spanner::{Item, Key, Table, Value as TomlValue};

use super::{
    limits::MAX_KEYS,
    reader::{Reader, has, in_order, kind, too_many_keys},
    segments::Segments,
    words::Vocabulary,
};
use crate::{
    definition::{Definition, RawState},
    requires::MAX_REQUIRED,
    spanned::{Said, Spanned},
    statement::{Statement, Tables},
    table::Entries,
    value::Value,
};

impl Reader<'_> {
    /// Reads the entry of a toggle.
    pub(super) fn toggle(&mut self, value: &Item<'_>, segments: &Segments<'_>) -> Statement {
        let TomlValue::Table(table) = value.value() else { return Statement::of_state(Ok(state(value))) };
        if table.len() > MAX_KEYS {
            let (state, unlisted) = self.unless_structure(|reader| {
                reader.part(|reader| reader.refuse(value.span(), too_many_keys(table.len())))
            });
            let tables = Tables { value: self.value(table), unlisted, ..Tables::default() };
            return Statement { state, tables, ..Statement::default() };
        }
        let key = in_order(table).into_iter().find(|(key, _)| ToggleKey::of(key.name).is_some());
        let Some((key, _)) = key.filter(|_| !table.is_empty()) else {
            let (mut statement, unlisted) = self.unless_structure(|reader| reader.by_parts(table, segments));
            statement.tables.unlisted += unlisted;
            statement.tables.value = self.value(table);
            statement.tables.is_misspelt = table.iter().any(|(key, _)| ToggleKey::VOCABULARY.is_meant_by(key.name));
            return statement;
        };
        let mut statement = self.by_parts(table, segments);
        // One of these keys makes a table clearly the table of a toggle.
        let clear = [ToggleKey::Rules, ToggleKey::Otherwise, ToggleKey::WithoutKey];
        let is_clear = clear.into_iter().any(|key| has(table, key));
        statement.tables.key = (!is_clear).then(|| key.name.to_owned());
        statement
    }

    /// Reads a table as a value.
    fn value(&mut self, table: &Table<'_>) -> Said<Spanned<Entries>> {
        self.part(|reader| {
            let entries = reader.entries(table);
            Some(reader.placed(entries, table.as_item().span()))
        })
    }

    /// Reads the table of a toggle, part by part.
    fn by_parts(&mut self, table: &Table<'_>, segments: &Segments<'_>) -> Statement {
        let mut statement = Statement::default();
        let mut is_watched = false;
        let mut of_state = Vec::new();
        for (key, value) in in_order(table) {
            let word = key.name;
            let is_known = ToggleKey::of(word).is_some();
            match ToggleKey::of(ToggleKey::VOCABULARY.meant(word).unwrap_or(word)) {
                Some(ToggleKey::Guard) => {
                    add(
                        &mut statement.guard,
                        self.watching(is_known, key, |reader| reader.guard(value))
                            .map(|budget| budget.map(|budget| self.placed(budget, value.span()))),
                    );
                }
                Some(ToggleKey::Observe) => {
                    add(&mut statement.observe, self.watching(is_known, key, |reader| reader.observe(value)));
                }
                Some(ToggleKey::ShadowLimit) => {
                    add(&mut statement.limit, self.watching(is_known, key, |reader| reader.duration(value)));
                }
                Some(ToggleKey::ShadowValues) => {
                    add(&mut statement.values, self.watching(is_known, key, |reader| reader.boolean(value)));
                }
                Some(
                    ToggleKey::Rules
                    | ToggleKey::Otherwise
                    | ToggleKey::WithoutKey
                    | ToggleKey::Requires
                    | ToggleKey::From
                    | ToggleKey::Until
                    | ToggleKey::Salt
                    | ToggleKey::Enabled
                    | ToggleKey::Shadow,
                )
                | None => {
                    of_state.push((key, value));
                    continue;
                }
            }
            is_watched = true;
        }
        // A table with monitoring options alone sets no state. `enabled = true` does not change that.
        let adds_nothing =
            |(key, value): &(&Key<'_>, &Item<'_>)| is_enabled(key) && matches!(value.value(), TomlValue::Boolean(true));
        if !is_watched || !of_state.iter().all(adds_nothing) {
            let is_disabled = |(key, value): &(&Key<'_>, &Item<'_>)| {
                is_enabled(key) && matches!(value.value(), TomlValue::Boolean(false))
            };
            let enabled = of_state.iter().copied().find(is_disabled).map(|(key, _)| self.position(key.span));
            let definition = self.part(|reader| Some(reader.definition(of_state, segments, is_watched)));
            statement.disabled = enabled.map(|at| RawState::Rules(Box::new(Definition::disabled(at, is_watched))));
            statement.tables = mem::take(&mut self.tables);
            statement.state = definition.map(|read| read.map(|definition| RawState::Rules(Box::new(definition))));
        }
        statement
    }

    /// Reads a monitoring option. If its key is misspelt, refuses the key.
    fn watching<T>(&mut self, is_known: bool, key: &Key<'_>, read: impl FnOnce(&mut Self) -> Option<T>) -> Said<T> {
        self.part(
            |reader| {
                if is_known { read(reader) } else { reader.refuse(key.span, ToggleKey::VOCABULARY.refuse(key.name)) }
            },
        )
    }

    fn definition(
        &mut self,
        table: Vec<(&Key<'_>, &Item<'_>)>,
        segments: &Segments<'_>,
        is_watched: bool,
    ) -> Definition {
        let mut definition = Definition { is_watched, ..Definition::default() };
        let mut shadow = None;
        let mut end = None;
        for (key, value) in table {
            match ToggleKey::of(key.name) {
                Some(ToggleKey::Rules) => {
                    definition.rules = self.rules(value, segments);
                    definition.rules_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Otherwise) => definition.otherwise = Some(self.state(value)),
                Some(ToggleKey::WithoutKey) => {
                    definition.without_key = Some(self.state(value));
                    definition.without_key_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Requires) => definition.requires = self.names(value),
                Some(ToggleKey::From) => definition.from = self.date(value),
                Some(ToggleKey::Until) => {
                    definition.until = self.date(value);
                    definition.until_at = Some(self.position(key.span));
                    end = Some(value.span());
                }
                Some(ToggleKey::Enabled) => {
                    definition.is_disabled = match value.value() {
                        TomlValue::Boolean(is_enabled) => !is_enabled,
                        _ => self.wrong_type(value, "`true` or `false` for `enabled`").unwrap_or_default(),
                    };
                    definition.enabled_at = Some(self.position(key.span));
                }
                Some(ToggleKey::Salt) => definition.salt = self.text(value, "a string"),
                Some(ToggleKey::Shadow) if matches!(value.value(), TomlValue::Table(_)) => {
                    let message = "`shadow` is a percentage; write `shadow-limit` and `shadow-values` next to it";
                    self.wrong(value.span(), message);
                }
                Some(ToggleKey::Shadow) => shadow = self.share(value).map(|share| self.placed(share, value.span())),
                // Monitoring options have been read before.
                Some(ToggleKey::Guard | ToggleKey::Observe | ToggleKey::ShadowLimit | ToggleKey::ShadowValues)
                | None => self.wrong(key.span, ToggleKey::VOCABULARY.refuse(key.name)),
            }
        }
        if let Some(Spanned { value, at }) = shadow {
            if definition.otherwise.is_some() {
                self.wrong_at(
                    at,
                    "`shadow` and `otherwise` both set the value if no rule matches; keep one".to_owned(),
                );
            }
            definition.otherwise = Some(Spanned { value: RawState::Value(Value::Shadow(value)), at });
        }
        if let (Some(from), Some(until)) = (definition.from, definition.until)
            && until <= from
            && let Some(span) = end
        {
            self.wrong(span, format!("the window ends before it begins: `from` is {from}"));
        }
        definition
    }

    fn names(&mut self, value: &Item<'_>) -> Vec<Spanned<String>> {
        let expected = "a list of names of toggles";
        if !matches!(value.value(), TomlValue::Array(_)) {
            self.wrong(value.span(), format!("expected {expected}, found {}", kind(value)));
            return Vec::new();
        }
        let names = self.texts(value, expected).unwrap_or_default();
        if names.len() > MAX_REQUIRED {
            self.wrong(value.span(), format!("a toggle requires at most {MAX_REQUIRED} others"));
            return Vec::new();
        }
        names
    }

    /// Reads a state. A table is a state only if the toggle is a structure.
    pub(super) fn state(&mut self, value: &Item<'_>) -> Spanned<RawState> {
        let written = match value.value() {
            TomlValue::Table(table) => RawState::Table(self.entries(table)),
            _ => state(value),
        };
        self.placed(written, value.span())
    }
}

/// Adds the result of another key for the same part, as of a correct and a misspelt key. Mistakes win over values.
fn add<T>(part: &mut Said<T>, said: Said<T>) {
    match (&mut *part, said) {
        (Some(Err(mistakes)), Some(Err(more))) => mistakes.extend(more),
        (Some(Err(_)), _) | (_, None) => {}
        (_, said) => *part = said,
    }
}

fn is_enabled(key: &Key<'_>) -> bool {
    ToggleKey::of(key.name) == Some(ToggleKey::Enabled)
}

/// Reads a state that is no table.
fn state(value: &Item<'_>) -> RawState {
    match value.value() {
        TomlValue::Boolean(on) => RawState::Value((*on).into()),
        TomlValue::String(word) => RawState::Quoted((*word).to_owned()),
        TomlValue::Integer(number) => number
            .as_i64()
            .map_or(RawState::Other("an integer of more than 64 bits"), |number| RawState::Value(number.into())),
        TomlValue::Float(number) => RawState::Value((*number).into()),
        _ => RawState::Other(kind(value)),
    }
}
