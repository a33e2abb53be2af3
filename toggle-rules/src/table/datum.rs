//! The tree of a table, with positions for messages.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess},
};
use toggle_syntax::order;

use crate::spanned::Spanned;

/// The message for a number that is out of range.
pub const EXACT: &str = "a number must be finite, and an integer must fit into 64 bits";

/// The displayed form of a value that is set in code.
pub const IN_CODE: &str = "(in code)";

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Datum {
    /// A string.
    Text(Box<str>),
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer above the range of an `i64`.
    Unsigned(u64),
    /// The bits of a float.
    Float(u64),
    /// A date as written.
    Date(Box<str>),
    /// A list.
    List(Box<[Spanned<Datum>]>),
    /// A table.
    Table(Entries),
}

/// The entries of a table, sorted by key, since their order has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Entries(Box<[Field]>);

/// A key with its value.
pub type Field = (Spanned<Box<str>>, Spanned<Datum>);

impl Entries {
    /// Sorts the entries by key.
    pub fn new(mut entries: Vec<Field>) -> Self {
        order::sort_by(&mut entries, |(one, _), (other, _)| one.value.cmp(&other.value));
        Self(entries.into())
    }

    /// Returns the entries in the order of their keys.
    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        self.0.iter()
    }

    /// Returns the number of the value in code that these entries represent, if they represent one.
    pub(crate) fn number_in_code(&self) -> Option<u64> {
        match &*self.0 {
            [(key, Spanned { value: Datum::Integer(number), .. })] if *key.value == *IN_CODE => {
                (*number).try_into().ok()
            }
            _ => None,
        }
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Field;
    type IntoIter = std::slice::Iter<'e, Field>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Formats an inline table of TOML.
impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (position, (key, value)) in self.iter().enumerate() {
            f.write_str(if position == 0 { " " } else { ", " })?;
            let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if !key.value.is_empty() && key.value.chars().all(is_bare) {
                f.write_str(&key.value)?;
            } else {
                write!(f, "{:?}", key.value)?;
            }
            write!(f, " = {}", value.value)?;
        }
        f.write_str(if self.0.is_empty() { "}" } else { " }" })
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Unsigned(number) => number.fmt(f),
            Self::Float(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Self::Date(date) => f.write_str(date),
            Self::List(values) => {
                f.write_str("[")?;
                for (position, value) in values.iter().enumerate() {
                    f.write_str(if position == 0 { "" } else { ", " })?;
                    value.value.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Table(entries) => entries.fmt(f),
        }
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (&key.value, &value.value)))
    }
}

impl Serialize for Datum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) | Self::Date(text) => serializer.serialize_str(text),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Unsigned(number) => serializer.serialize_u64(*number),
            Self::Float(bits) => serializer.serialize_f64(f64::from_bits(*bits)),
            Self::List(values) => serializer.collect_seq(values.iter().map(|value| &value.value)),
            Self::Table(entries) => entries.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entries, A::Error> {
                entries(map)
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// Reads the entries of a map. `null` is skipped, because TOML has none.
pub(super) fn entries<'de, A: MapAccess<'de>>(mut map: A) -> Result<Entries, A::Error> {
    let mut entries = Vec::new();
    while let Some((key, value)) = map.next_entry::<Box<str>, Option<Datum>>()? {
        entries.extend(value.map(|value| (Spanned::nowhere(key), Spanned::nowhere(value))));
    }
    Ok(Entries::new(entries))
}

impl<'de> Deserialize<'de> for Datum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Datum;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, a boolean, a list or a table")
    }

    fn visit_bool<E: de::Error>(self, boolean: bool) -> Result<Datum, E> {
        Ok(Datum::Boolean(boolean))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Datum, E> {
        Ok(Datum::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Datum, E> {
        Ok(i64::try_from(number).map_or(Datum::Unsigned(number), Datum::Integer))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Datum, E> {
        if number.is_finite() { Ok(Datum::Float(number.to_bits())) } else { Err(E::custom(EXACT)) }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Datum, E> {
        Ok(Datum::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Datum, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(Spanned::nowhere(value));
        }
        Ok(Datum::List(values.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Datum, A::Error> {
        entries(map).map(Datum::Table)
    }
}
