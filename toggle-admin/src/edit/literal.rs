//! TOML literals on one line.

use toggle_runtime::Value as State;
use toml_edit::{Item, TableLike, Value};

/// Returns a value or table on one line.
pub(super) fn of(item: &Item) -> String {
    match item {
        Item::Value(value) => of_value(value),
        Item::Table(table) => of_table(table),
        Item::ArrayOfTables(tables) => list(tables.iter().map(|table| of_table(table))),
        Item::None => String::new(),
    }
}

/// Returns a value on one line.
pub(super) fn of_value(value: &Value) -> String {
    match value {
        Value::String(text) => of_text(text.value()),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => format!("{:?}", number.value()).replace("NaN", "nan"),
        Value::Boolean(on) => on.value().to_string(),
        Value::Datetime(date) => date.value().to_string(),
        Value::Array(array) => list(array.iter().map(of_value)),
        Value::InlineTable(table) => of_table(table),
    }
}

/// Returns a table on one line.
pub(super) fn of_table(entries: &dyn TableLike) -> String {
    table(entries.iter().map(|(key, item)| (key, of(item))))
}

/// Returns the literal of an on/off state for a file.
pub(super) fn of_state(state: &State) -> String {
    match state {
        State::On => true.to_string(),
        State::Off => false.to_string(),
        state => of_word(state),
    }
}

/// Returns the state as a quoted word, as rules have it.
pub(super) fn of_word(state: &State) -> String {
    of_text(&state.to_string())
}

/// Returns a text as a TOML string: in quotes, and on one line.
pub(super) fn of_text(text: &str) -> String {
    // TOML supports all escapes of JSON; one more character needs an escape.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Returns a key of a table, in quotes if it needs them.
pub(super) fn of_key(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { key.to_owned() } else { of_text(key) }
}

/// Returns an array of literals.
pub(super) fn list(literals: impl Iterator<Item = String>) -> String {
    format!("[{}]", literals.collect::<Vec<_>>().join(", "))
}

/// Returns an inline table of keys and literals.
pub(super) fn table<'a>(entries: impl Iterator<Item = (&'a str, String)>) -> String {
    let entries: Vec<String> = entries.map(|(key, literal)| format!("{} = {literal}", of_key(key))).collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

#[cfg(test)]
mod tests {
    use toml_edit::Document;

    use super::*;

    /// Checks the literal of a text, and the literal of that literal.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        for text in [text, expected] {
            let document = Document::parse(format!("a = {text}")).expect("it is TOML");
            assert_eq!(of(&document["a"]), expected);
        }
    }

    #[test]
    fn a_value_is_on_one_line() {
        check("'''\none\n\"two\"'''", r#""one\n\"two\"""#);
        check("\"\\u007f\\u001b\\\\\"", r#""\u007F\u001b\\""#);
        check("[ 1, # one\n 0x10,\n]", "[1, 16]");
        check("{x.y=1,'z w' = -0.50 }", "{ x = { y = 1 }, \"z w\" = -0.5 }");
        check("[{ at = 2026-12-01 09:00:00z }, {}]", "[{ at = 2026-12-01T09:00:00Z }, {}]");
        check("[inf, -inf, nan, 1e3, 1e99]", "[inf, -inf, nan, 1000.0, 1e99]");
    }

    #[test]
    fn tables_are_values_too() {
        let document = Document::parse("[a]\nx = 1\n[[a.b]]\ny.z = 2\n[[a.b]]\n").expect("it is TOML");
        assert_eq!(of(&document["a"]), "{ x = 1, b = [{ y = { z = 2 } }, {}] }");
    }
}
