//! The attributes that a file declares.

use std::{fmt, sync::Arc};

use toggle_syntax::{name, sorted::SortedMap};

use super::words::ATTRIBUTES;
use crate::{attribute::AttributeRef, date, short::short, targeting::KEY};

/// The attributes of one file, by name. An attribute whose declaration has a mistake may have any type.
#[derive(Debug, Default)]
pub struct Declared(pub(super) SortedMap<String, Option<Arc<Kind>>>);

/// The type of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A date.
    Date,
    /// A version.
    Version,
    /// One of these strings.
    OneOf(Vec<String>),
}

/// The names of the types, each with other names that people may try.
pub(super) const TYPES: [(&str, Kind, &[&str]); 5] = [
    ("string", Kind::Text, &["text", "str", "String"]),
    ("boolean", Kind::Boolean, &["bool"]),
    ("number", Kind::Number, &["integer", "int", "float", "double", "decimal"]),
    ("date", Kind::Date, &["datetime", "date-time", "time", "timestamp"]),
    ("version", Kind::Version, &["semver"]),
];

/// The number of values of an attribute that a message lists.
const MAX_SHOWN: usize = 8;
/// The number of values among which the nearest one is searched, since the search takes time.
const MAX_SEARCHED: usize = 100;

pub(super) const EXPECTED: &str =
    "`\"string\"`, `\"boolean\"`, `\"number\"`, `\"date\"`, `\"version\"`, or a list of the possible strings";

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(values) => {
                for (position, value) in values.iter().take(MAX_SHOWN).enumerate() {
                    write!(f, "{}`{}`", if position == 0 { "" } else { " or " }, short(value))?;
                }
                match values.len().saturating_sub(MAX_SHOWN) {
                    0 => Ok(()),
                    more => write!(f, " or one of {more} more"),
                }
            }
            Self::Text => f.write_str("a string"),
            Self::Boolean => f.write_str("a boolean"),
            Self::Number => f.write_str("a number"),
            Self::Date => f.write_str("a date"),
            Self::Version => f.write_str("a version"),
        }
    }
}

impl Declared {
    /// Returns the names of all attributes that rules may use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).chain([KEY])
    }

    /// Returns the type of an attribute, if it is declared without a mistake.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.0.get(name)?.as_deref()
    }

    /// Returns whether rules may use the attribute.
    pub fn has(&self, name: &str) -> bool {
        name == KEY || self.0.contains_key(name)
    }

    /// Returns the advice for an undeclared name.
    pub(super) fn advice(&self, name: &str) -> String {
        match name::nearest(name, self.names()) {
            Some(nearest) => name::did_you_mean(name, nearest),
            None => declare_it(name),
        }
    }

    /// Returns the mistake of a context's attribute that contradicts its declaration, if there is one.
    pub fn fault(&self, name: &str, value: &AttributeRef<'_>) -> Option<String> {
        if !self.has(name) {
            let (name, advice) = (short(name), self.advice(name));
            return Some(format!("the attribute `{name}` is not declared in `[{ATTRIBUTES}]`; {advice}"));
        }
        let fault = self.kind(name)?.fault_of(value)?;
        Some(format!("the attribute `{}` is declared as {fault}", short(name)))
    }
}

pub(super) fn declare_it(name: &str) -> String {
    format!("declare it, as in `{} = \"string\"`", short(name))
}

impl Kind {
    /// Returns the names of all types.
    pub fn words() -> impl Iterator<Item = &'static str> {
        TYPES.into_iter().map(|(word, ..)| word)
    }

    /// Returns whether the values are strings.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Version | Self::OneOf(_))
    }

    fn fault_of(&self, value: &AttributeRef<'_>) -> Option<String> {
        let found = match (self, value) {
            (_, AttributeRef::List(elements)) => {
                return elements.iter().find_map(|element| self.fault_of(&element.into()));
            }
            (_, AttributeRef::Texts(texts)) => {
                return texts.iter().find_map(|text| self.fault_of(&AttributeRef::Text(text)));
            }
            (Self::OneOf(values), AttributeRef::Text(text)) => {
                return (!values.iter().any(|value| value == text)).then(|| self.no_value(text));
            }
            (Self::Text | Self::Version, AttributeRef::Text(_))
            | (Self::Boolean, AttributeRef::Bool(_))
            | (Self::Number, AttributeRef::Integer(_) | AttributeRef::Float(_))
            | (Self::Date, AttributeRef::Date(_)) => return None,
            (Self::Date, AttributeRef::Text(text)) if date::in_text(text).is_some() => return None,
            (_, AttributeRef::Text(_)) => "a string",
            (_, AttributeRef::Bool(_)) => "a boolean",
            (_, AttributeRef::Integer(_) | AttributeRef::Float(_)) => "a number",
            (_, AttributeRef::Date(_)) => "a date",
        };
        Some(format!("{self}, but this is {found}"))
    }

    /// Formats the mistake of a string that is none of the declared values.
    pub(super) fn no_value(&self, text: &str) -> String {
        let Self::OneOf(values) = self else { return String::new() };
        let nearest = name::nearest(text, values.iter().take(MAX_SEARCHED).map(String::as_str));
        let hint = nearest.map(|nearest| format!("; {}", name::did_you_mean(text, nearest))).unwrap_or_default();
        format!("{self}, but this is `{}`{hint}", short(text))
    }
}
