//! Reads types of users from the tree of a table, with the place of a mistake.

use std::fmt;

use serde::{
    Deserializer, de,
    de::{
        DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{Datum, Entries};
use crate::rules::{Placed, Position};

/// Reads a value of a type.
///
/// # Errors
///
/// The message of the type, and the place of the innermost value that it is about, if that is known.
pub(crate) fn read<T: DeserializeOwned>(entries: &Entries) -> Result<T, Fault> {
    T::deserialize(Table(entries))
}

/// What a type says of a table that it cannot be.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) at: Option<Position>,
}

impl Fault {
    /// Notes the place of a value, if the mistake has none, which is further inside.
    fn or_at(self, at: Option<Position>) -> Self {
        Self { at: self.at.or(at), ..self }
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), at: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

struct Table<'t>(&'t Entries);

impl<'de> Deserializer<'de> for Table<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Map { entries: self.0.iter(), value: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Value<'t>(&'t Placed<Datum>);

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let visited = match &self.0.value {
            Datum::Text(text) | Datum::Date(text) => visitor.visit_str(text),
            Datum::Boolean(boolean) => visitor.visit_bool(*boolean),
            Datum::Integer(number) => visitor.visit_i64(*number),
            Datum::Unsigned(number) => visitor.visit_u64(*number),
            Datum::Float(bits) => visitor.visit_f64(f64::from_bits(*bits)),
            Datum::List(values) => visitor.visit_seq(List(values.iter())),
            Datum::Table(entries) => visitor.visit_map(Map { entries: entries.iter(), value: None }),
        };
        visited.map_err(|fault| fault.or_at(self.0.at))
    }

    /// TOML has no word for nothing: a key that is there has a value.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let at = self.0.at;
        visitor.visit_some(self).map_err(|fault| fault.or_at(at))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let at = self.0.at;
        visitor.visit_newtype_struct(self).map_err(|fault| fault.or_at(at))
    }

    /// A variant is a text or, with a value, a table with that one key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let visited = match &self.0.value {
            Datum::Text(text) => {
                let variant: StrDeserializer<'_, Fault> = (&**text).into_deserializer();
                visitor.visit_enum(variant)
            }
            Datum::Table(entries) => {
                visitor.visit_enum(MapAccessDeserializer::new(Map { entries: entries.iter(), value: None }))
            }
            _ => return self.deserialize_any(visitor),
        };
        visited.map_err(|fault| fault.or_at(self.0.at))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct List<'t>(std::slice::Iter<'t, Placed<Datum>>);

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(value) = self.0.next() else { return Ok(None) };
        seed.deserialize(Value(value)).map(Some).map_err(|fault| fault.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Map<'t> {
    entries: std::slice::Iter<'t, (Placed<Box<str>>, Placed<Datum>)>,
    /// The value of the key that was read last.
    value: Option<&'t Placed<Datum>>,
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        let name: StrDeserializer<'_, Fault> = (&*key.value).into_deserializer();
        seed.deserialize(name).map(Some).map_err(|fault| fault.or_at(key.at))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let value = self.value.take().ok_or_else(|| de::Error::custom("a value is read before its key"))?;
        seed.deserialize(Value(value)).map_err(|fault: Fault| fault.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use crate::rules::read::structure;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    struct Limits {
        per_second: u32,
        #[serde(default)]
        share: f64,
        mode: Option<Mode>,
        #[serde(default)]
        hosts: BTreeMap<String, Vec<Port>>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum Mode {
        Strict,
        Up { to: u64 },
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Port(u16);

    /// This is what the type says of the table, with the line and the column.
    #[track_caller]
    fn refused(table: &str, expected: &str) {
        let fault = super::read::<Limits>(&structure(table)).expect_err("it is refused");
        let at = fault.at.map(|at| format!("{at} ")).unwrap_or_default();
        assert_eq!(format!("{at}{}", fault.message), expected);
    }

    #[test]
    fn every_shape_of_a_type_is_read() {
        let text = "per-second = 5\nshare = 1\nmode = { up = { to = 18446744073709551615 } }\nhosts.a = [80, 443]";
        let read: Limits = super::read(&structure(text)).expect("it is one");
        let hosts = BTreeMap::from([("a".to_owned(), vec![Port(80), Port(443)])]);
        assert_eq!(read, Limits { per_second: 5, share: 1.0, mode: Some(Mode::Up { to: u64::MAX }), hosts });
        let read: Limits = super::read(&structure("per-second = 5\nmode = 'strict'")).expect("it is one");
        assert_eq!(read.mode, Some(Mode::Strict));
    }

    #[test]
    fn a_mistake_has_the_place_of_the_innermost_value() {
        refused("per-second = -1", "1:14 invalid value: integer `-1`, expected u32");
        refused("per-second = 1\nhosts.a = [80, 65536]", "2:16 invalid value: integer `65536`, expected u16");
        refused("share = 1", "missing field `per-second`");
        refused("per-second = 1\nmode = { up = {} }", "2:15 missing field `to`");
        refused("per-second = 1\nmode = 'loose'", "2:8 unknown variant `loose`, expected `strict` or `up`");
        let unknown = "unknown field `per_second`, expected one of `per-second`, `share`, `mode`, `hosts`";
        refused("\n per_second = 1", &format!("2:2 {unknown}"));
    }
}
