//! The context of a decision: targeting key and attributes, as arguments and files write them.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, bail};
use jiff::{Timestamp, civil, tz::Offset};
use serde::Deserialize;
use serde_json::value::RawValue;
use toggle_runtime::{Attribute, AttributeRef, Targeting};
use toml_edit::{Datetime, Value};

use crate::text_file;

/// Attributes by name.
pub type Attributes = BTreeMap<String, Attribute>;

/// An attribute as it is written, and as it is read without a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    name: String,
    text: String,
    value: Attribute,
}

impl Written {
    /// Returns the value of an attribute that is declared as a string. Quotes and brackets still have their TOML
    /// meaning.
    fn as_text(&self) -> Attribute {
        match self.text.trim_start().chars().next() {
            Some('[' | '"' | '\'') => self.value.clone(),
            _ if self.text.contains(',') => {
                Attribute::List(self.text.split(',').map(|part| part.trim().into()).collect())
            }
            _ => self.text.as_str().into(),
        }
    }
}

/// Returns written attributes by name; `is_text` selects the names that are declared as strings.
///
/// # Errors
///
/// If an attribute is given twice.
pub fn attributes_of(all: &[Written], is_text: impl Fn(&str) -> bool) -> Result<Attributes> {
    let mut attributes = Attributes::new();
    for written in all {
        let name = &written.name;
        let value = if is_text(name) { written.as_text() } else { written.value.clone() };
        if attributes.insert(name.clone(), value).is_some() {
            bail!("the attribute `{name}` is given twice; several values are a list, as in `{name}=a,b`");
        }
    }
    Ok(attributes)
}

/// The name of the targeting key in rules. The key is not an attribute.
pub const KEY: &str = "key";

/// Parses an attribute, as in `plan=pro`.
///
/// # Errors
///
/// If the text has another form, or a value that no attribute can have.
pub fn attribute(text: &str) -> Result<Written, String> {
    let (name, value) = text.split_once('=').ok_or("expected `NAME=VALUE`, as in `plan=pro`")?;
    match name.trim() {
        "" => Err("the name before the `=` is missing".to_owned()),
        KEY => Err(IS_THE_KEY.to_owned()),
        name => Ok(Written { name: name.to_owned(), text: value.to_owned(), value: written(value)? }),
    }
}

const IS_THE_KEY: &str = "in rules, `key` is the targeting key, which is given separately from the attributes";

/// Parses a value from the command line.
fn written(text: &str) -> Result<Attribute, String> {
    let toml = |expected: &str| {
        let value: Result<Value, _> = text.trim().parse();
        value.map_err(|error| {
            let message = error.message().trim_end_matches('.').replace('\n', ", ");
            format!("{expected}: {message}")
        })
    };
    match text.trim_start().chars().next() {
        Some('[') => match toml("a value that starts with `[` is a TOML array, as in `[\"a\", \"b\"]`")? {
            Value::Array(elements) => elements.iter().map(element).collect::<Result<_, _>>().map(Attribute::List),
            _ => Err("expected an array".to_owned()),
        },
        Some('"' | '\'') => {
            let expected =
                "a value that starts with a quote ends with it; a list with quotes is an array, as in `[\"a\", \"b\"]`";
            element(&toml(expected)?)
        }
        _ if text.contains(',') => list(text),
        _ => Ok(scalar(text)),
    }
}

/// Parses a list with commas and without quotes.
fn list(text: &str) -> Result<Attribute, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let hint = "; write an array, as in `[\"a\", \"b\"]`, or one string in quotes, as in `\"a, b\"`";
    if parts.contains(&"") {
        return Err(format!("there is nothing next to a comma{hint}"));
    }
    if parts.iter().any(|part| part.contains(['"', '\'', '[', ']'])) {
        return Err(format!("a list with commas has no quotes or brackets{hint}"));
    }
    Ok(Attribute::List(parts.into_iter().map(scalar).collect()))
}

/// Parses a value that has no quotes and is no list.
fn scalar(text: &str) -> Attribute {
    let may_be = text.starts_with(|first: char| first.is_ascii_alphanumeric() || "+-".contains(first))
        && !text.contains('#')
        && !text.ends_with(char::is_whitespace);
    let value = if may_be { text.parse().ok() } else { None };
    value.and_then(|value| element(&value).ok()).unwrap_or_else(|| text.into())
}

fn element(value: &Value) -> Result<Attribute, String> {
    Ok(match value {
        Value::String(text) => text.value().as_str().into(),
        Value::Integer(number) => (*number.value()).into(),
        Value::Float(number) => (*number.value()).into(),
        Value::Boolean(value) => (*value.value()).into(),
        Value::Datetime(date) => {
            of_date(*date.value()).ok_or("a date has an offset, as in `2026-12-01T09:00:00Z`, or no time")?.into()
        }
        Value::Array(_) => return Err("a list in a list never matches".to_owned()),
        Value::InlineTable(_) => return Err("an attribute is not a table".to_owned()),
    })
}

/// Parses an instant in the notation of rules: `2026-12-01T09:00:00Z`, or `2026-12-01` for midnight UTC.
///
/// # Errors
///
/// If the text is not an instant.
pub fn instant(text: &str) -> Result<Timestamp, String> {
    let date: Option<Datetime> = text.parse().ok();
    date.and_then(of_date).ok_or_else(|| match date {
        Some(Datetime { date: Some(_), time: Some(_), offset: None }) => {
            let text = text.trim();
            format!("expected `Z` after the time, as in `{text}Z`, or an offset as in `+01:00`")
        }
        _ => "expected a date, as in `2026-12-01T09:00:00Z` or `2026-12-01`".to_owned(),
    })
}

fn of_date(date: Datetime) -> Option<Timestamp> {
    let text = date.to_string();
    match (date.date, date.time, date.offset) {
        (Some(_), Some(_), Some(_)) => text.parse().ok(),
        (Some(_), None, None) => {
            let midnight = text.parse::<civil::Date>().ok()?.to_datetime(civil::Time::midnight());
            Offset::UTC.to_timestamp(midnight).ok()
        }
        _ => None,
    }
}

/// The subject of a decision. Its own attributes override the common ones.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The targeting key.
    pub key: Option<&'a str>,
    /// The subject's own attributes.
    pub own: &'a Attributes,
    /// The attributes of all subjects.
    pub common: &'a Attributes,
}

impl Targeting for Subject<'_> {
    fn key(&self) -> Option<&str> {
        self.key
    }

    fn attribute(&self, name: &str) -> Option<AttributeRef<'_>> {
        self.own.get(name).or_else(|| self.common.get(name)).map(Into::into)
    }
}

/// The JSON of a `toggle_runtime::Context`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextFile {
    /// The targeting key.
    #[serde(default)]
    pub key: Option<String>,
    /// The attributes.
    #[serde(default, deserialize_with = "attributes")]
    pub attributes: Attributes,
}

fn attributes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Attributes, D::Error> {
    let values = Option::<BTreeMap<String, Box<RawValue>>>::deserialize(deserializer)?.unwrap_or_default();
    let mut attributes = Attributes::new();
    for (name, value) in values {
        if name == KEY {
            return Err(serde::de::Error::custom(IS_THE_KEY));
        }
        let value =
            of_json(&value).map_err(|wrong| serde::de::Error::custom(format!("the attribute `{name}` {wrong}")))?;
        attributes.extend(value.map(|value| (name, value)));
    }
    Ok(attributes)
}

/// Converts a JSON value to an attribute. A null value is an absent attribute.
fn of_json(value: &RawValue) -> Result<Option<Attribute>, String> {
    let text = value.get().trim();
    let expected = || "is not a boolean, a number or a string, or a list of these".to_owned();
    Ok(Some(match text.bytes().next() {
        Some(b'n') => return Ok(None),
        Some(b'{') => return Err(expected()),
        Some(b'[') => {
            let elements: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(|_| expected())?;
            if elements.iter().any(|element| element.get().trim_start().starts_with('[')) {
                return Err(expected());
            }
            let elements: Result<Vec<_>, _> = elements.iter().map(|element| of_json(element)).collect();
            Attribute::List(elements?.into_iter().flatten().collect())
        }
        // The notation decides: an integer that is too large must not become a float.
        Some(b'-' | b'0'..=b'9') if !text.contains(['.', 'e', 'E']) => {
            let too_large = |_| format!("is {text}, which is too large for a 64-bit integer; write it as a string");
            Attribute::Integer(text.parse().map_err(too_large)?)
        }
        _ => serde_json::from_str(text).map_err(|_| expected())?,
    }))
}

impl ContextFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read or has another form, with its place.
    pub fn read(path: &Path) -> Result<Self> {
        let (text, _) = text_file::read(path).with_context(|| path.display().to_string())?;
        Self::of(&text).map_err(|JsonMistake { line, column, message }| {
            anyhow::anyhow!("{}:{line}:{column}: {message}", path.display())
        })
    }

    /// Parses a context from JSON.
    ///
    /// # Errors
    ///
    /// If the JSON has another form.
    pub fn of(json: &str) -> Result<Self, JsonMistake> {
        serde_json::from_str(json).map_err(|error| {
            let text = error.to_string();
            let at = format!(" at line {} column {}", error.line(), error.column());
            let message = text.strip_suffix(&at).unwrap_or(&text).to_owned();
            JsonMistake { line: error.line(), column: error.column(), message }
        })
    }
}

/// A mistake in a JSON text, with its place.
#[derive(Debug)]
pub struct JsonMistake {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in bytes.
    pub column: usize,
    /// The message.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: impl Into<Attribute>) {
        let read = attribute(&format!("a={text}")).map(|Written { name, value, .. }| (name, value));
        assert_eq!(read, Ok(("a".to_owned(), expected.into())), "{text}");
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let message = attribute(text).expect_err("it is refused");
        assert!(message.contains(expected), "{message}");
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn toml_values_keep_their_type() {
        check("true", true);
        check("false", false);
        check("42", 42);
        check("-1_000", -1000);
        check("0x10", 16);
        check("2.3", 2.3);
        check("1e3", 1000.0);
        check("2026-12-01", at("2026-12-01T00:00:00Z"));
        check("2026-12-01T10:00:00.5+01:00", at("2026-12-01T09:00:00.5Z"));
    }

    #[test]
    fn other_values_are_strings() {
        for text in [
            "pro",
            "",
            "True",
            "2.3.1",
            "007",
            "99999999999999999999",
            "a b",
            "1 # 2",
            "1 ",
            "{ a = 1 }",
            "a=b",
            "a\"b",
            "09:00:00",
            "2026-12-01T09:00:00",
            "2026-02-30",
            "it's",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn quotes_make_a_string() {
        check("\"42\"", "42");
        check("'a, b'", "a, b");
        check("\"\\u0041\"", "A");
        check("\"\"", "");
        refused("a=\"b", "a value that starts with a quote ends with it");
        refused("a=\"b\",\"c\"", "a list with quotes is an array");
    }

    #[test]
    fn brackets_and_commas_make_a_list() {
        check("beta,staff", ["beta", "staff"]);
        check("1, true,x y", vec![Attribute::from(1), true.into(), "x y".into()]);
        check("[\"1\", 'b, c', 2]", vec![Attribute::from("1"), "b, c".into(), 2.into()]);
        check("[]", Attribute::List(Vec::new()));
        refused("a=b,", "there is nothing next to a comma");
        refused("a=b,\"c,d\"", "has no quotes or brackets");
        refused("a=[b]", "a value that starts with `[` is a TOML array");
        refused("a=[[1]]", "a list in a list never matches");
        refused("a=[{}]", "an attribute is not a table");
        refused("a=[09:00:00]", "a date has an offset");
    }

    #[test]
    fn declared_string_is_not_read_as_toml() {
        let as_text = |text: &str| attribute(&format!("a={text}")).map(|written| written.as_text());
        assert_eq!(as_text("2.3"), Ok("2.3".into()));
        assert_eq!(as_text("true"), Ok("true".into()));
        assert_eq!(as_text("1, 2"), Ok(["1", "2"].into()));
        assert_eq!(as_text("\"2, 3\""), Ok("2, 3".into()));
        assert_eq!(as_text("[1]"), Ok(vec![Attribute::from(1)].into()));
    }

    #[test]
    fn an_attribute_has_a_name() {
        refused("plan", "expected `NAME=VALUE`");
        refused("=pro", "the name before the `=` is missing");
        refused("key=user-1", "`key` is the targeting key");
    }

    #[test]
    fn json_is_read_like_the_runtime() {
        let json =
            r#"{"key":"user-1","attributes":{"a":true,"b":-1,"c":0.5,"d":"x","e":["x",1,null],"f":null,"g":1e3}}"#;
        let context: toggle_runtime::Context = serde_json::from_str(json).expect("a context");
        let saved = ContextFile::of(json).expect("a context");
        assert_eq!(context.key(), saved.key.as_deref());
        for (name, value) in &saved.attributes {
            assert_eq!(context.attribute(name), Some(value), "{name}");
        }
        assert_eq!(saved.attributes.len(), 6);
    }

    #[test]
    fn large_integer_in_json_is_refused() {
        let read = |number: &str| ContextFile::of(&format!(r#"{{"attributes":{{"a":{number}}}}}"#));
        let value = |number| read(number).expect("it is a context").attributes["a"].clone();
        assert_eq!(value("-9223372036854775808"), Attribute::Integer(i64::MIN));
        assert_eq!(value("9223372036854775808.0"), Attribute::Float(9_223_372_036_854_775_808.0));
        for number in ["9223372036854775808", "-9223372036854775809", "[1, 100000000000000000000]"] {
            let mistake = read(number).expect_err("it does not fit");
            assert!(mistake.message.contains("too large for a 64-bit integer"), "{mistake:?}");
        }
    }

    #[test]
    fn json_of_something_else_is_refused() {
        for (json, expected) in [
            (r#"{"key":"a","plan":"pro"}"#, "unknown field `plan`, expected `key` or `attributes`"),
            (
                r#"{"attributes":{"a":{}}}"#,
                "the attribute `a` is not a boolean, a number or a string, or a list of these",
            ),
            (r#"{"attributes":{"a":[[1]]}}"#, "the attribute `a` is not a boolean"),
            (r#"{"attributes":{"key":"a"}}"#, "`key` is the targeting key"),
            ("{", "EOF"),
        ] {
            let mistake = ContextFile::of(json).expect_err("it is refused");
            assert!(mistake.message.contains(expected) && !mistake.message.contains("line"), "{mistake:?}");
        }
    }
}
