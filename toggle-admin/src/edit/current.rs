//! The entry of a toggle in a file, and its content, by which two texts compare.

use std::{fmt, ops::Range};

use serde::{Serialize, Serializer};
use toggle_runtime::Value as State;
use toggle_syntax::Type;
use toml_edit::{Item, TableLike, Value};

use super::literal;

/// The largest size of an entry in messages, in bytes.
pub(super) const SHOWN: usize = 200;
pub(super) const RULES: &str = "rules";
pub(super) const OTHERWISE: &str = "otherwise";
/// The state if a rule had no key to hash.
pub(super) const WITHOUT_KEY: &str = "without-key";
/// Whether the table applies.
pub(super) const ENABLED: &str = "enabled";
/// A short form of `otherwise` for shadow mode.
pub(super) const SHADOW: &str = "shadow";
/// The keys that configure monitoring, not the state of the toggle.
pub(super) const MONITORING: [&str; 4] = ["guard", "observe", "shadow-limit", "shadow-values"];
/// The other keys of a toggle with rules, in the order in which they are written and shown; the keys of [`MONITORING`]
/// follow them.
const OTHERS: [&str; 7] = [OTHERWISE, WITHOUT_KEY, "requires", "from", "until", "salt", ENABLED];

/// An entry of a file, and its layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CurrentEntry {
    pub(super) content: EntryContent,
    /// Whether it is a value or an inline table, on one line. A table with a header or with dotted keys is not.
    pub(super) is_inline: bool,
    /// The first key that is not a key of a toggle's table, and so may be a field of a struct.
    pub(super) field: Option<String>,
}

impl CurrentEntry {
    /// Returns the entry of an item in a text.
    pub(super) fn of(item: &Item, body: &str, ty: &Type) -> Self {
        let is_on_one_line = |span: Range<usize>| !body[span].contains('\n');
        Self {
            content: EntryContent::of(item, ty),
            is_inline: item.as_value().and_then(Value::span).is_some_and(is_on_one_line),
            field: item.as_table_like().and_then(|table| field(table).map(str::to_owned)),
        }
    }
}

/// The content of an entry. Two equal contents mean the same, even if they are written differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryContent {
    /// A state as a TOML literal; on and off are `true` and `false`. The state of a struct is a table.
    Plain(String),
    /// A table of rules.
    Table(Table),
}

/// The keys of a toggle with rules, all as TOML literals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The rules, in order.
    pub(super) rules: Vec<String>,
    /// The other keys and their literals, in the usual order.
    others: Vec<(String, String)>,
}

impl EntryContent {
    /// Returns the content of an entry, for a toggle of this type.
    pub(super) fn of(item: &Item, ty: &Type) -> Self {
        if let Some(table) = item.as_table_like().filter(|table| !is_value(*table, ty)) {
            return Self::Table(Table::of(table, ty));
        }
        Self::Plain(state(item, ty).map_or_else(|| literal::of(item), |state| literal::of_state(&state)))
    }

    /// Returns the monitoring keys with their literals.
    pub(super) fn monitoring(&self) -> impl Iterator<Item = (&str, &str)> {
        let table = match self {
            Self::Plain(_) => None,
            Self::Table(table) => Some(table),
        };
        table.into_iter().flat_map(Table::others).filter(|(key, _)| MONITORING.contains(key))
    }

    /// Returns whether it has a monitoring key.
    pub(super) fn is_monitored(&self) -> bool {
        self.monitoring().next().is_some()
    }

    /// Returns whether it has rules, or another key that limits for whom or when it applies.
    pub(super) fn has_rules(&self) -> bool {
        self.keys().iter().any(|key| ![OTHERWISE, ENABLED].contains(key) && !MONITORING.contains(key))
    }

    /// Returns whether it disables its table.
    pub(super) fn is_disabled(&self) -> bool {
        matches!(self, Self::Table(table) if table.others().any(|pair| pair == (ENABLED, "false")))
    }

    /// Returns whether an on/off toggle is on for anyone, or `None` if the content leaves that open.
    pub(super) fn is_ever_on(&self) -> Option<bool> {
        let is_on = |literal: &str| {
            let state = literal.trim_matches('"');
            !["false", "off", "0%"].contains(&state) && !state.starts_with(SHADOW)
        };
        match self {
            Self::Plain(literal) => Some(is_on(literal)),
            Self::Table(_) if self.is_disabled() => Some(false),
            Self::Table(table) if !table.rules.is_empty() => Some(true),
            Self::Table(table) => table.others().find(|(key, _)| *key == OTHERWISE).map(|(_, literal)| is_on(literal)),
        }
    }

    /// Returns the keys of a table, in the usual order.
    pub(super) fn keys(&self) -> Vec<&str> {
        let Self::Table(table) = self else { return Vec::new() };
        let rules = (!table.rules.is_empty()).then_some(RULES);
        rules.into_iter().chain(table.others().map(|(key, _)| key)).collect()
    }

    /// Returns the display text, cut so that it has at most `most` bytes as JSON.
    pub(super) fn cut(&self, most: usize) -> String {
        const MORE: char = '…';
        let text = self.to_string();
        let len = |text: &str| serde_json::Value::from(text).to_string().len() - 2;
        if len(&text) <= most {
            return text;
        }
        let mut room = most.saturating_sub(MORE.len_utf8());
        let fits = |letter: &char| {
            let rest = room.checked_sub(len(letter.encode_utf8(&mut [0; 4])));
            room = rest.unwrap_or(0);
            rest.is_some()
        };
        text.chars().take_while(fits).chain([MORE]).collect()
    }
}

/// Displays the content on one line: `on`, `25%`, `{ rules = [{ segment = "staff" }] }`.
impl fmt::Display for EntryContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let literal = match self {
            Self::Plain(literal) => literal,
            Self::Table(table) => return table.fmt(f),
        };
        let unquoted = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        f.write_str(match (literal.as_str(), unquoted) {
            ("true", _) => "on",
            ("false", _) => "off",
            (_, Some(text)) if !text.is_empty() && !text.contains('\\') => text,
            (literal, _) => literal,
        })
    }
}

/// Serializes the display text.
impl Serialize for EntryContent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Table {
    fn of(entries: &dyn TableLike, ty: &Type) -> Self {
        let mut table = Self::default();
        let has_otherwise = entries.contains_key(OTHERWISE);
        for (key, item) in entries.iter() {
            let (key, state) = match key {
                OTHERWISE | WITHOUT_KEY => (key, state(item, ty)),
                SHADOW if !has_otherwise => share(item, ty).map_or((key, None), |state| (OTHERWISE, Some(state))),
                key => (key, None),
            };
            match (key, elements(item)) {
                (RULES, Some(rules)) => table.rules = rules,
                _ => table.set(key, state.map_or_else(|| literal::of(item), |state| literal::of_word(&state))),
            }
        }
        table
    }

    /// Sets a key other than `rules` to a literal.
    pub(super) fn set(&mut self, key: &str, literal: String) {
        let place = |key: &str| OTHERS.iter().chain(&MONITORING).position(|known| *known == key).unwrap_or(usize::MAX);
        if let Some((_, present)) = self.others.iter_mut().find(|(known, _)| known == key) {
            *present = literal;
            return;
        }
        let at = self.others.partition_point(|(known, _)| place(known) <= place(key));
        self.others.insert(at, (key.to_owned(), literal));
    }

    /// Returns whether it has this key, which is not `rules`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.others().any(|(known, _)| known == key)
    }

    /// Returns a copy without a key, which is not `rules`.
    pub(super) fn without(&self, key: &str) -> Self {
        let mut table = self.clone();
        table.others.retain(|(known, _)| known != key);
        table
    }

    /// Returns a copy without the monitoring keys.
    pub(super) fn without_watch(&self) -> Self {
        MONITORING.iter().fold(self.clone(), |table, key| table.without(key))
    }

    /// Returns the keys other than `rules`.
    pub(super) fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        self.others.iter().map(|(key, literal)| (key.as_str(), literal.as_str()))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = (!self.rules.is_empty()).then(|| (RULES, literal::list(self.rules.iter().cloned())));
        let others = self.others().map(|(key, literal)| (key, literal.to_owned()));
        f.write_str(&literal::table(rules.into_iter().chain(others)))
    }
}

/// Returns the first key that is not a key of a toggle's table.
fn field(table: &dyn TableLike) -> Option<&str> {
    table.iter().map(|(key, _)| key).find(|key| !is_key(key))
}

/// Returns whether a toggle's table may have this key.
fn is_key(key: &str) -> bool {
    [RULES, SHADOW].contains(&key) || OTHERS.contains(&key) || MONITORING.contains(&key)
}

/// Returns whether a table is the value of a toggle of this type, and not the toggle's table.
fn is_value(table: &dyn TableLike, ty: &Type) -> bool {
    *ty == Type::Structure && !table.iter().any(|(key, _)| is_key(key))
}

/// Returns whether a state means the same as an entry and as `otherwise`. A table does only if it is the value of a
/// struct.
pub(super) fn is_entry(state: &str, ty: &Type) -> bool {
    let value = state.parse::<Value>().ok();
    value.is_none_or(|value| value.as_inline_table().is_none_or(|table| is_value(table, ty)))
}

/// Returns the state that a word or boolean stands for, if the toggle is on or off.
fn state(item: &Item, ty: &Type) -> Option<State> {
    let state = || item.as_bool().map(State::from).or_else(|| item.as_str()?.parse().ok());
    if *ty == Type::OnOff { state() } else { None }
}

/// Returns the state of shadow mode with this share of compared calls.
fn share(item: &Item, ty: &Type) -> Option<State> {
    let share = item.as_str().map_or_else(|| literal::of(item) + "%", str::to_owned);
    if *ty == Type::OnOff { format!("{SHADOW} {share}").parse().ok() } else { None }
}

fn elements(item: &Item) -> Option<Vec<String>> {
    match item {
        Item::Value(Value::Array(array)) => Some(array.iter().map(literal::of_value).collect()),
        Item::ArrayOfTables(tables) => Some(tables.iter().map(|table| literal::of_table(table)).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use toml_edit::Document;

    use super::*;

    fn content(entry: &str, ty: &str) -> EntryContent {
        let document = Document::parse(format!("a = {entry}")).expect("it is TOML");
        EntryContent::of(&document["a"], &ty.parse().expect("it is a type"))
    }

    #[track_caller]
    fn check(entry: &str, ty: &str, expected: &str) {
        assert_eq!(content(entry, ty).to_string(), expected);
    }

    #[test]
    fn a_state_is_shown_without_quotes() {
        check("true", "", "on");
        check("'NO'", "", "off");
        check("'25%'", "", "25%");
        check("'Shadow'", "", "shadow");
        check("'SHADOW 5.0%'", "", "shadow 5%");
        check("'SHADOW 5.0%'", "text", "SHADOW 5.0%");
        check("'''Good\nmorning'''", "text", r#""Good\nmorning""#);
        check("''", "text", r#""""#);
        check("'ON'", "text", "ON");
        check("0.50", "float", "0.5");
    }

    #[test]
    fn a_table_is_shown_in_the_usual_order() {
        check(
            "{ salt = 'x', otherwise = 'off', rules = [\n{ segment = 'staff' }, # ours\n], new = 1, until = 2026-12-01 }",
            "",
            r#"{ rules = [{ segment = "staff" }], otherwise = "off", until = 2026-12-01, salt = "x", new = 1 }"#,
        );
        check(
            "{ shadow-limit = '1s', observe = true, salt = 'x' }",
            "",
            r#"{ salt = "x", observe = true, shadow-limit = "1s" }"#,
        );
        check("{ otherwise = false }", "", r#"{ otherwise = "off" }"#);
        check("{ without-key = 'YES', otherwise = false }", "", r#"{ otherwise = "off", without-key = "on" }"#);
        check("{ otherwise = 'NO' }", "text", r#"{ otherwise = "NO" }"#);
        check(
            "{ enabled = false, salt = 'x', observe = true }",
            "",
            r#"{ salt = "x", enabled = false, observe = true }"#,
        );
        check("{ rules = [] }", "", "{}");
        check("{ rules = 1 }", "", "{ rules = 1 }");
    }

    #[test]
    fn the_key_shadow_is_short_for_otherwise() {
        check("{ shadow = 5, salt = 'x' }", "", r#"{ otherwise = "shadow 5%", salt = "x" }"#);
        check("{ shadow = '0.50%' }", "", r#"{ otherwise = "shadow 0.5%" }"#);
        check("{ shadow = 1e2 }", "", r#"{ otherwise = "shadow" }"#);
        check("{ shadow = '5' }", "", r#"{ shadow = "5" }"#);
        check("{ shadow = 101 }", "", "{ shadow = 101 }");
        check("{ shadow = 5, otherwise = 'off' }", "", r#"{ otherwise = "off", shadow = 5 }"#);
        check("{ shadow = 5 }", "text", "{ shadow = 5 }");
    }

    #[test]
    fn table_of_a_structure_is_a_state() {
        let is_state = |entry: &str, ty: &str| matches!(content(entry, ty), EntryContent::Plain(_));
        assert!(is_state("{ burst = 50 }", "structure"));
        assert!(is_state("{}", "structure"));
        assert!(!is_state("{ burst = 50 }", ""));
        for key in ["rules", "shadow"].iter().chain(&OTHERS).chain(&MONITORING) {
            assert!(!is_state(&format!("{{ burst = 50, {key} = 1 }}"), "structure"), "{key}");
        }
    }

    #[test]
    fn long_content_is_cut() {
        let content = content("'éé\"é'", "text");
        for (most, expected) in [(14, r#""éé\"é""#), (13, r#""éé\"…"#), (12, r#""éé\…"#), (3, "…"), (0, "…")]
        {
            assert_eq!(content.cut(most), expected, "{most}");
        }
    }
}
