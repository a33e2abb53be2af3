//! A writer of JSON objects with states, whose output equals the output of `serde_json`.
//!
//! Handwritten, because `serde_json` implements `PartialEq<Value>` for `str`, `bool` and every number. A dependency on
//! it would break the type inference of `n == text.parse().unwrap()` in programs that depend on this crate.

use std::fmt::{self, Display, Write};

use crate::{
    state::State,
    table::{Datum, Entries, IN_CODE},
    value::Value,
};

/// A JSON object under construction.
#[derive(Debug, Default)]
pub struct Object(String);

impl Object {
    /// Closes the object and returns it.
    pub fn end(self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { self.0 + "}" }
    }

    /// Writes a key. The caller must write a value next.
    pub fn key(&mut self, key: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.string(key);
        self.0.push(':');
    }

    /// Writes a key with a string.
    pub fn text(&mut self, key: &str, text: impl Display) {
        self.key(key);
        self.string(text);
    }

    /// Writes a key with a state.
    pub fn state(&mut self, key: &str, state: &State) {
        match state {
            State::Plain(value) => {
                self.key(key);
                self.value(value);
            }
            State::Rules { rules, percentage, otherwise, enabled } => {
                let mut object = Self::default();
                object.key("rules");
                object.write(format_args!("{rules}"));
                if let Some(share) = percentage {
                    object.key("percentage");
                    object.write(format_args!("{:?}", share.number()));
                }
                object.key("otherwise");
                object.value(otherwise);
                if !enabled {
                    object.key("enabled");
                    object.write(format_args!("false"));
                }
                self.key(key);
                self.0 += &object.0;
                self.0.push('}');
            }
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Off | Value::On | Value::Shadow(_) | Value::Text(_) => self.string(value),
            Value::Integer(number) => self.write(format_args!("{number}")),
            Value::Float(number) => self.float(*number),
            Value::Table(table) => match table.entries() {
                Some(entries) => self.entries(entries),
                None => self.write(format_args!("{{\"{IN_CODE}\":{}}}", table.number().unwrap_or_default())),
            },
        }
    }

    fn float(&mut self, number: f64) {
        // The shortest form that parses to the same number. JSON cannot write the others.
        if number.is_finite() {
            self.write(format_args!("{number:?}"));
        } else {
            self.0 += "null";
        }
    }

    fn entries(&mut self, entries: &Entries) {
        self.0.push('{');
        for (position, (key, value)) in entries.iter().enumerate() {
            if position > 0 {
                self.0.push(',');
            }
            self.string(&key.value);
            self.0.push(':');
            self.datum(&value.value);
        }
        self.0.push('}');
    }

    fn datum(&mut self, datum: &Datum) {
        match datum {
            Datum::Text(text) | Datum::Date(text) => self.string(text),
            Datum::Boolean(boolean) => self.write(format_args!("{boolean}")),
            Datum::Integer(number) => self.write(format_args!("{number}")),
            Datum::Unsigned(number) => self.write(format_args!("{number}")),
            Datum::Float(bits) => self.float(f64::from_bits(*bits)),
            Datum::List(values) => {
                self.0.push('[');
                for (position, value) in values.iter().enumerate() {
                    if position > 0 {
                        self.0.push(',');
                    }
                    self.datum(&value.value);
                }
                self.0.push(']');
            }
            Datum::Table(entries) => self.entries(entries),
        }
    }

    fn string(&mut self, text: impl Display) {
        self.0.push('"');
        self.write(format_args!("{}", Escaped(text)));
        self.0.push('"');
    }

    /// Writes a value that is already JSON.
    pub fn write(&mut self, arguments: fmt::Arguments<'_>) {
        let written = self.0.write_fmt(arguments);
        debug_assert!(written.is_ok(), "a `String` takes everything");
    }
}

/// A string with the escapes of a JSON string (RFC 8259, section 7).
struct Escaped<T>(T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escape(f), "{}", self.0)
    }
}

/// A writer that escapes its input.
struct Escape<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for Escape<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| self.write_char(c))
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        match c {
            '"' => self.0.write_str("\\\""),
            '\\' => self.0.write_str("\\\\"),
            '\n' => self.0.write_str("\\n"),
            '\r' => self.0.write_str("\\r"),
            '\t' => self.0.write_str("\\t"),
            '\0'..='\x1f' => write!(self.0, "\\u{:04x}", u32::from(c)),
            _ => self.0.write_char(c),
        }
    }
}
