//! The JSON of a change, as a history file holds it.
//!
//! Written by hand, because `serde_json` implements `PartialEq<Value>` for `str`, `bool` and every number. With such a
//! crate below it, a program that only names this one would no longer compile `n == text.parse().unwrap()`.

use std::fmt::{self, Display, Write};

use jiff::Timestamp;

use super::Change;
use crate::{
    state::State,
    table::{Datum, Entries, IN_CODE},
    value::Value,
};

/// Returns the object that `serde` makes of a change, on one line.
pub(super) fn line(change: &Change) -> String {
    let Change { time, toggle, from, to, version, cause, source, place } = change;
    let mut line = Line::default();
    line.text("time", time);
    line.text("toggle", toggle);
    line.state("from", from);
    line.state("to", to);
    line.text("version", version);
    line.text("cause", cause.word());
    line.text("source", source);
    if let Some(place) = place {
        line.text("place", place);
    }
    line.0 + "}"
}

/// Returns the object that stands for lines that are lost.
pub(super) fn loss(time: Timestamp, lost: u64) -> String {
    let mut line = Line::default();
    line.text("time", time);
    line.key("lost");
    line.write(format_args!("{lost}"));
    line.0 + "}"
}

/// An object that is being written.
#[derive(Default)]
struct Line(String);

impl Line {
    fn key(&mut self, key: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.string(key);
        self.0.push(':');
    }

    fn text(&mut self, key: &str, text: impl Display) {
        self.key(key);
        self.string(text);
    }

    fn state(&mut self, key: &str, state: &State) {
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
        // The shortest form that reads as the same number. JSON has no word for the others.
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

    fn write(&mut self, arguments: fmt::Arguments<'_>) {
        let written = self.0.write_fmt(arguments);
        debug_assert!(written.is_ok(), "a `String` takes everything");
    }
}

/// A text with the escapes of a JSON string (RFC 8259, section 7).
struct Escaped<T>(T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escape(f), "{}", self.0)
    }
}

/// A writer that escapes all that passes through it.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::{rules::Percentage, table::Table, trail::Cause};

    fn states() -> impl Strategy<Value = State> {
        prop_oneof![
            Just(Value::Off.into()),
            Just(Value::On.into()),
            Just(Value::Shadow(Percentage::ALL).into()),
            Just(Table::of_default().into()),
            any::<u8>().prop_map(|given| Table::of_code(Arc::new(given)).into()),
            any::<String>().prop_map(State::from),
            any::<i64>().prop_map(State::from),
            any::<f64>().prop_filter("JSON has no other", |number| number.is_finite()).prop_map(State::from),
            (any::<u16>(), proptest::option::of(0..=100_u32), any::<String>(), any::<bool>()).prop_map(
                |(rules, percent, otherwise, enabled)| {
                    let percentage = percent.map(Percentage::percent);
                    State::Rules { rules: rules.into(), percentage, otherwise: otherwise.into(), enabled }
                }
            ),
        ]
    }

    proptest! {
        #[test]
        fn line_of_any_change_is_what_serde_writes(
            (from, to) in (states(), states()),
            [toggle, version, source] in any::<[String; 3]>(),
            place in any::<Option<String>>(),
            (second, nanosecond) in (-100_000_000_000..100_000_000_000_i64, 0..1_000_000_000),
        ) {
            let time = Timestamp::new(second, nanosecond).expect("it is in range");
            for cause in Cause::ALL {
                let change = Change {
                    time,
                    toggle: toggle.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    version: version.clone(),
                    cause,
                    source: source.clone(),
                    place: place.clone(),
                };
                let line = line(&change);
                let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
                prop_assert_eq!(read(&line), read(&serde_json::to_string(&change).expect("it can be written")));
                prop_assert!(!line.contains('\n'));
            }
        }
    }

    #[test]
    fn infinite_number_is_null() {
        let mut line = Line::default();
        line.state("to", &f64::INFINITY.into());
        assert_eq!(line.0, r#"{"to":null"#);
    }
}
