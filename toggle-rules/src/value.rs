//! The value of a toggle, and the words that configurations write for it.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use toggle_syntax::DurationText;

use crate::{
    percentage::Percentage,
    table::{Entries, Table},
};

/// The value of a toggle.
///
/// The JSON is `"on"`, `"off"`, `"shadow"`, another string, a number, or an object.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Value {
    /// The gated code does not run.
    Off,
    /// The gated code runs.
    On,
    /// The gated code runs next to the old code in this share of the calls, and its result is only compared: see
    /// [`shadow`][shadow]. At toggle points without `shadow`, this equals [`Off`](Self::Off).
    ///
    /// Sources write it as `shadow` or `shadow 5%`.
    ///
    /// [shadow]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_shadow/index.html
    Shadow(Percentage),
    /// The name of a [variant][Variants], a string, or a duration in the format of configurations, such as `250ms`.
    ///
    /// [Variants]: https://docs.rs/toggle-runtime/latest/toggle_runtime/trait.Variants.html
    Text(Arc<str>),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A table, for a toggle that is a [structure][structures].
    ///
    /// [structures]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_structures/index.html
    Table(Table),
}

impl Value {
    /// Returns whether this is [`On`](Self::On).
    #[inline]
    pub const fn is_on(&self) -> bool {
        matches!(self, Self::On)
    }

    /// Returns the value for display and storage, without a value set in code.
    #[inline]
    #[must_use]
    #[doc(hidden)]
    pub fn as_shown(&self) -> Self {
        match self {
            Self::Table(table) => Self::Table(table.as_shown()),
            value => value.clone(),
        }
    }

    /// Returns the words of configurations for [`On`](Self::On) and [`Off`](Self::Off). Their case does not matter.
    #[doc(hidden)]
    #[inline]
    pub const fn words(&self) -> &'static [&'static str] {
        match self {
            Self::Off => &["off", "false", "0", "no"],
            Self::On => &["on", "true", "1", "yes"],
            _ => &[],
        }
    }
}

/// Compares floats by their bits, so that equality is reflexive, as [`Eq`] promises.
impl PartialEq for Value {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Off, Self::Off) | (Self::On, Self::On) => true,
            (Self::Shadow(one), Self::Shadow(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Integer(one), Self::Integer(other)) => one == other,
            (Self::Float(one), Self::Float(other)) => one.to_bits() == other.to_bits(),
            (Self::Table(one), Self::Table(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Off | Self::On => {}
            Self::Shadow(share) => share.hash(state),
            Self::Text(text) => text.hash(state),
            Self::Integer(number) => number.hash(state),
            Self::Float(number) => number.to_bits().hash(state),
            Self::Table(table) => table.hash(state),
        }
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// Integer types whose values always fit [`Integer`](Value::Integer).
macro_rules! from_small {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Value {
            fn from(number: $ty) -> Self {
                Self::Integer(number.into())
            }
        }
    )+};
}

from_small!(i32, i16, i8, u32, u16, u8);

/// Converts integers. One that is too large for [`Integer`](Value::Integer) becomes a string, which toggles of numbers
/// refuse.
macro_rules! from_large {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Value {
            fn from(number: $ty) -> Self {
                i64::try_from(number).map_or_else(|_| number.to_string().into(), Self::Integer)
            }
        }
    )+};
}

from_large!(u64, usize, isize);

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        DurationText(duration).to_string().into()
    }
}

impl From<Table> for Value {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.pad("off"),
            Self::On => f.pad("on"),
            Self::Shadow(Percentage::ALL) => f.pad(SHADOW),
            Self::Shadow(share) => f.pad(&format!("{SHADOW} {share}%")),
            Self::Text(text) => f.pad(text),
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Table(table) => table.fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off | Self::On | Self::Shadow(_) | Self::Text(_) => serializer.collect_str(self),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Table(table) => table.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`on`, `off`, a string, a number or a table")
    }

    fn visit_bool<E: de::Error>(self, on: bool) -> Result<Value, E> {
        Ok(on.into())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(match text {
            "on" => Value::On,
            "off" => Value::Off,
            text => shadow(text).map_or_else(|| text.into(), Value::Shadow),
        })
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Integer).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        Entries::deserialize(de::value::MapAccessDeserializer::new(map))
            .map(|entries| Value::Table(Table::of_json(entries)))
    }
}

/// Parses a word of a configuration for a toggle that is on or off.
///
/// The words are `on`, `true`, `1`, `yes`, `off`, `false`, `0`, `no`, and `shadow`, which a percentage may follow.
/// Their case does not matter.
impl FromStr for Value {
    type Err = InvalidValue;

    fn from_str(word: &str) -> Result<Self, InvalidValue> {
        let is_meant = |value: &Self| value.words().iter().any(|known| word.eq_ignore_ascii_case(known));
        let plain = [Self::On, Self::Off].into_iter().find(is_meant);
        plain.or_else(|| shadow(word).map(Self::Shadow)).ok_or(InvalidValue)
    }
}

/// The word for shadow mode.
const SHADOW: &str = "shadow";

/// Returns the share of calls in which both ways run, if the word means shadow mode.
fn shadow(word: &str) -> Option<Percentage> {
    match after_shadow(word)?.strip_prefix(' ') {
        None => word.len().eq(&SHADOW.len()).then_some(Percentage::ALL),
        Some(share) => Percentage::from_word(share)?.ok(),
    }
}

/// Returns the rest of a word after `shadow`.
fn after_shadow(word: &str) -> Option<&str> {
    let (first, rest) = word.split_at_checked(SHADOW.len())?;
    first.eq_ignore_ascii_case(SHADOW).then_some(rest)
}

impl Value {
    /// Returns whether a word begins with `shadow`, whether the rest is valid or not.
    pub(crate) fn is_meant_as_shadow(word: &str) -> bool {
        after_shadow(word).is_some()
    }
}

/// The error of a word that is neither on nor off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidValue;

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `on` or `off` (or `true`, `1`, `yes`, `false`, `0`, `no`)")
    }
}

impl std::error::Error for InvalidValue {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<&Value>) {
        assert_eq!(word.parse().ok().as_ref(), expected, "{word:?}");
    }

    #[test]
    fn the_words_of_the_configuration() {
        for word in ["on", "true", "1", "yes", "ON", "True"] {
            check(word, Some(&Value::On));
        }
        for word in ["off", "false", "0", "no", "OFF", "nO"] {
            check(word, Some(&Value::Off));
        }
        check("shadow", Some(&Value::Shadow(Percentage::ALL)));
        check("Shadow 100%", Some(&Value::Shadow(Percentage::ALL)));
        for word in ["shadow5%", "shadow  5%", "shadow 5", "shadow 101%", "shadows", "shadöw"] {
            check(word, None);
        }
        for word in ["", " on", "enabled", "25%", "2", "oñ"] {
            check(word, None);
        }
    }

    #[test]
    fn numbers_of_every_size_become_values() {
        assert_eq!(
            [Value::from(255_u8), (-1_i8).into(), 7_u64.into(), 7_usize.into()],
            [255, -1, 7, 7].map(Value::from)
        );
        assert_eq!(Value::from(i64::MAX.unsigned_abs()), Value::Integer(i64::MAX));
        assert_eq!(Value::from(u64::MAX), Value::from("18446744073709551615"));
        assert_eq!(Value::from(Duration::from_millis(1500)), Value::from("1500ms"));
    }

    #[test]
    fn a_value_reads_as_it_is_written() -> Result<(), serde_json::Error> {
        let shadow = "shadow 0.5%".parse::<Value>().unwrap_or(Value::Off);
        let all = Value::Shadow(Percentage::ALL);
        let table: Value = serde_json::from_str(r#"{"b":[1,0.5,{}],"a":"x"}"#)?;
        let in_code = Value::Table(Table::of_default());
        assert_eq!(table.to_string(), r#"{ a = "x", b = [1, 0.5, {}] }"#);
        let given = Value::Table(Table::of_code(Arc::new(1), 1));
        let texts = ["neural".into(), "(in code)".into()];
        let numbers = [20.into(), (-1).into(), 0.5.into()];
        for value in [Value::On, Value::Off, shadow, all, table, in_code, given].into_iter().chain(texts).chain(numbers)
        {
            assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&value)?)?, value);
        }
        assert_eq!(serde_json::to_string(&[Value::On, "neural".into(), 20.into()])?, r#"["on","neural",20]"#);
        Ok(())
    }
}
