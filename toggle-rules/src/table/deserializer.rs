//! A `serde` deserializer that reads types of users from the tree of a table, and reports positions.

use serde::{
    Deserializer, de,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{Datum, EXACT, Entries, datum::Field, fault::Fault, key::Key};
use crate::spanned::{Position, Spanned};

/// Reads a value of a type.
///
/// # Errors
///
/// The message of the type, and the position of the innermost value in question, if it is known.
pub fn read<T: DeserializeOwned>(entries: &Entries) -> Result<T, Fault> {
    T::deserialize(Value { content: Content::Table(entries), at: None })
}

struct Value<'t> {
    content: Content<'t>,
    at: Option<Position>,
}

enum Content<'t> {
    Table(&'t Entries),
    Other(&'t Datum),
}

impl<'t> From<&'t Spanned<Datum>> for Value<'t> {
    fn from(placed: &'t Spanned<Datum>) -> Self {
        let content = match &placed.value {
            Datum::Table(entries) => Content::Table(entries),
            datum => Content::Other(datum),
        };
        Self { content, at: placed.at }
    }
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let visited = match self.content {
            Content::Table(entries) | Content::Other(Datum::Table(entries)) => Map::visit(entries, visitor),
            Content::Other(Datum::Text(text) | Datum::Date(text)) => visitor.visit_str(text),
            Content::Other(Datum::Boolean(boolean)) => visitor.visit_bool(*boolean),
            Content::Other(Datum::Integer(number)) => visitor.visit_i64(*number),
            Content::Other(Datum::Unsigned(number)) => visitor.visit_u64(*number),
            Content::Other(Datum::Float(bits)) => match f64::from_bits(*bits) {
                number if number.is_finite() => visitor.visit_f64(number),
                _ => Err(de::Error::custom(EXACT)),
            },
            Content::Other(Datum::List(values)) => List::visit(values, visitor),
        };
        visited.map_err(|fault| fault.or_at(self.at))
    }

    /// Visits `Some` always, since TOML has no null: an existing key has a value.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let at = self.at;
        visitor.visit_some(self).map_err(|fault| fault.or_at(at))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let at = self.at;
        visitor.visit_newtype_struct(self).map_err(|fault| fault.or_at(at))
    }

    /// Reads a variant from a string, or from a table with the variant as its only key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let visited = match self.content {
            Content::Other(Datum::Text(text)) => {
                let variant: StrDeserializer<'_, Fault> = (&**text).into_deserializer();
                visitor.visit_enum(variant)
            }
            Content::Table(entries) => {
                let mut fields = entries.iter();
                match (fields.next(), fields.len()) {
                    (Some((key, value)), 0) => visitor.visit_enum(Variant { key: Key(key), value: value.into() }),
                    _ => Err(de::Error::invalid_length(entries.iter().len(), &ONE_VARIANT)),
                }
            }
            Content::Other(_) => return self.deserialize_any(visitor),
        };
        visited.map_err(|fault| fault.or_at(self.at))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

const ONE_VARIANT: &str = "a table with the name of a variant as its only key";

struct List<'t>(std::slice::Iter<'t, Spanned<Datum>>);

impl List<'_> {
    /// Reads a complete list.
    fn visit<'de, V: Visitor<'de>>(values: &[Spanned<Datum>], visitor: V) -> Result<V::Value, Fault> {
        let mut list = List(values.iter());
        let visited = visitor.visit_seq(&mut list)?;
        all_are_read(values.len(), list.0.len(), "a list")?;
        Ok(visited)
    }
}

impl<'de> SeqAccess<'de> for &mut List<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(value) = self.0.next() else { return Ok(None) };
        seed.deserialize(Value::from(value)).map(Some).map_err(|fault| fault.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// Refuses a list or table that the type has not read completely.
fn all_are_read(len: usize, unread: usize, of: &str) -> Result<(), Fault> {
    if unread == 0 {
        return Ok(());
    }
    let read = len - unread;
    let elements = if read == 1 { "element" } else { "elements" };
    Err(de::Error::invalid_length(len, &&*format!("{read} {elements} in {of}")))
}

struct Map<'t> {
    entries: std::slice::Iter<'t, Field>,
    /// The value of the key that was read last.
    value: Option<&'t Spanned<Datum>>,
}

impl Map<'_> {
    /// Reads a complete table.
    fn visit<'de, V: Visitor<'de>>(entries: &Entries, visitor: V) -> Result<V::Value, Fault> {
        let mut map = Map { entries: entries.iter(), value: None };
        let visited = visitor.visit_map(&mut map)?;
        all_are_read(entries.iter().len(), map.entries.len(), "a table")?;
        Ok(visited)
    }
}

impl<'de> MapAccess<'de> for &mut Map<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Key(key)).map(Some).map_err(|fault| fault.or_at(key.at))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let value = self.value.take().ok_or_else(|| de::Error::custom("a value is read before its key"))?;
        seed.deserialize(Value::from(value)).map_err(|fault: Fault| fault.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A table with one key, read as a variant.
struct Variant<'t> {
    key: Key<'t>,
    value: Value<'t>,
}

impl<'de, 't> EnumAccess<'de> for Variant<'t> {
    type Error = Fault;
    type Variant = Value<'t>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Value<'t>), Fault> {
        let at = self.key.0.at;
        let variant = seed.deserialize(self.key).map_err(|fault| fault.or_at(at))?;
        Ok((variant, self.value))
    }
}

impl<'de> VariantAccess<'de> for Value<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        de::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let at = self.at;
        seed.deserialize(self).map_err(|fault| fault.or_at(at))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use crate::read::structure;

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

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Port(u16);

    /// Checks the message of the type about a table, with its line and column.
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

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Host(String);

    /// Returns the value that is read from a table, or the message.
    fn either<T: serde::de::DeserializeOwned>(table: &str) -> Result<T, String> {
        super::read(&structure(table)).map_err(|fault| match fault.at {
            Some(at) => format!("{at} {}", fault.message),
            None => fault.message,
        })
    }

    #[test]
    fn keys_of_every_type_are_read() {
        type Of<K> = Result<BTreeMap<K, u8>, String>;
        let of_host: Of<Host> = either("a = 1");
        assert_eq!(of_host, Ok(BTreeMap::from([(Host("a".to_owned()), 1)])));
        let of_number: Of<u16> = either("1 = 2");
        assert_eq!(of_number, Ok(BTreeMap::from([(1, 2)])));
        let of_port: Of<Option<Port>> = either("1 = 2");
        assert_eq!(of_port, Ok(BTreeMap::from([(Some(Port(1)), 2)])));
        let of_large: Of<u128> = either("18446744073709551615 = 2");
        assert_eq!(of_large, Ok(BTreeMap::from([(u128::from(u64::MAX), 2)])));
        let of_boolean: Of<bool> = either("true = 2");
        assert_eq!(of_boolean, Ok(BTreeMap::from([(true, 2)])));
        let of_word: Of<Word> = either("strict = 2");
        assert_eq!(of_word, Ok(BTreeMap::from([(Word::Strict, 2)])));
    }

    #[test]
    fn key_that_is_no_number_is_refused() {
        for (key, at) in [("x", "x"), ("01", "01"), ("'+1'", "+1"), ("65536", "")] {
            let read: Result<BTreeMap<u16, u8>, String> = either(&format!("{key} = 2"));
            let expected = match at {
                "" => "1:1 invalid value: integer `65536`, expected u16".to_owned(),
                key => format!("1:1 invalid type: string \"{key}\", expected u16"),
            };
            assert_eq!(read, Err(expected));
        }
    }

    #[test]
    fn list_with_too_many_values_is_refused() {
        let read: Result<BTreeMap<String, (u8, u8)>, String> = either("a = [1, 2, 3]");
        assert_eq!(read, Err("1:5 invalid length 3, expected 2 elements in a list".to_owned()));
        let read: Result<BTreeMap<String, [u8; 1]>, String> = either("a = [1, 2, 3]");
        assert_eq!(read, Err("1:5 invalid length 3, expected 1 element in a list".to_owned()));
    }

    #[test]
    fn table_of_two_variants_is_refused() {
        let message = "invalid length 2, expected a table with the name of a variant as its only key";
        let read: Result<BTreeMap<String, Mode>, String> = either("a = { up = { to = 1 }, strict = 1 }");
        assert_eq!(read, Err(format!("1:5 {message}")));
        assert_eq!(either::<Mode>("strict = 1\nup = { to = 1 }"), Err(message.to_owned()));
        let message = message.replace('2', "0");
        assert_eq!(either::<Mode>(""), Err(message));
    }

    #[test]
    fn whole_table_is_any_type() {
        assert_eq!(either("up = { to = 1 }"), Ok(Mode::Up { to: 1 }));
        assert_eq!(either("a = 1"), Ok(Wrap(BTreeMap::from([("a".to_owned(), 1)]))));
        assert_eq!(either("a = 1"), Ok(Some(Wrap(BTreeMap::from([("a".to_owned(), 1)])))));
        let from: Result<FromWrap, String> = either("a = 1");
        assert_eq!(from, Ok(FromWrap(1)));
    }

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        Strict,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Wrap(BTreeMap<String, u8>);

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(from = "Wrap")]
    struct FromWrap(usize);

    impl From<Wrap> for FromWrap {
        fn from(Wrap(entries): Wrap) -> Self {
            Self(entries.len())
        }
    }

    #[test]
    fn messages_hold_a_part_of_a_long_text() {
        let text = "x".repeat(10_000);
        let length = |read: Result<Limits, String>| read.expect_err("it is refused").len();
        assert!(length(either(&format!("per-second = '{text}'"))) < 200);
        assert!(length(either(&format!("per-second = 1\nmode = '{text}'"))) < 250);
        assert!(length(either(&format!("{text} = 1"))) < 300);
        let read: Result<Quoting, String> = either(&format!("text = '{text}'"));
        assert!(read.expect_err("it is refused").len() < 1100);
    }

    #[derive(Debug, Deserialize)]
    struct Quoting {
        #[serde(rename = "text", deserialize_with = "refuse")]
        _text: (),
    }

    fn refuse<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("no span: {text}")))
    }

    #[test]
    fn mistake_has_place_of_innermost_value() {
        refused("per-second = -1", "1:14 invalid value: integer `-1`, expected u32");
        refused("per-second = 1\nhosts.a = [80, 65536]", "2:16 invalid value: integer `65536`, expected u16");
        refused("share = 1", "missing field `per-second`");
        refused("per-second = 1\nmode = { up = {} }", "2:15 missing field `to`");
        refused("per-second = 1\nmode = 'loose'", "2:8 unknown variant `loose`, expected `strict` or `up`");
        let unknown = "unknown field `per_second`, expected one of `per-second`, `share`, `mode`, `hosts`";
        refused("\n per_second = 1", &format!("2:2 {unknown}"));
    }
}
