//! The attributes of a context, in their owned and in their borrowed form.

use std::{fmt, time::SystemTime};

use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, SeqAccess, Visitor},
};

use crate::time;

/// The value of an attribute of a `Context`.
///
/// An integer is an `i64`. Convert a larger one to a string or a float, according to what your rules compare it with.
/// Deserializing a larger integer is an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Attribute {
    /// True or false.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string. A JSON date arrives as a string, and compares as a date with a date.
    Text(String),
    /// An instant.
    Date(Timestamp),
    /// Several values, such as the groups of a user.
    List(Vec<Attribute>),
}

impl Attribute {
    /// Returns the string, or `None` if the attribute is not a string.
    ///
    /// ```
    /// use toggle_runtime::{Attribute, Context};
    ///
    /// let context = Context::default().with("country", "NL").with("age", 42);
    /// assert_eq!(context.attribute("country").and_then(Attribute::as_str), Some("NL"));
    /// assert_eq!(context.attribute("age").and_then(Attribute::as_str), None);
    /// ```
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<bool> for Attribute {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Attribute {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// Integer types whose values always fit [`Integer`](Attribute::Integer).
macro_rules! from_small {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Attribute {
            fn from(value: $ty) -> Self {
                Self::Integer(value.into())
            }
        }
    )+};
}

from_small!(i32, i16, i8, u32, u16, u8);

impl From<f64> for Attribute {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<Timestamp> for Attribute {
    fn from(value: Timestamp) -> Self {
        Self::Date(value)
    }
}

impl From<SystemTime> for Attribute {
    fn from(value: SystemTime) -> Self {
        Self::Date(time::timestamp(value))
    }
}

impl From<f32> for Attribute {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl From<&String> for Attribute {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&str> for Attribute {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Attribute {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Attribute>> From<Vec<T>> for Attribute {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Attribute>, const N: usize> From<[T; N]> for Attribute {
    fn from(values: [T; N]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// The value of an attribute, borrowed from the context.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum AttributeRef<'a> {
    /// True or false.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(&'a str),
    /// An instant: a [`jiff::Timestamp`], into which a [`SystemTime`] converts.
    Date(Timestamp),
    /// Several values.
    List(&'a [Attribute]),
    /// Several strings.
    Texts(&'a [String]),
}

impl<'a> From<&'a Attribute> for AttributeRef<'a> {
    fn from(attribute: &'a Attribute) -> Self {
        match attribute {
            Attribute::Bool(value) => Self::Bool(*value),
            Attribute::Integer(value) => Self::Integer(*value),
            Attribute::Float(value) => Self::Float(*value),
            Attribute::Text(value) => Self::Text(value),
            Attribute::Date(value) => Self::Date(*value),
            Attribute::List(values) => Self::List(values),
        }
    }
}

impl From<bool> for AttributeRef<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for AttributeRef<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

/// Integer types whose values always fit [`Integer`](AttributeRef::Integer).
macro_rules! from_small {
    ($($ty:ty),+) => {$(
        impl From<$ty> for AttributeRef<'_> {
            fn from(value: $ty) -> Self {
                Self::Integer(value.into())
            }
        }
    )+};
}

from_small!(i32, i16, i8, u32, u16, u8);

impl From<f64> for AttributeRef<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<f32> for AttributeRef<'_> {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl<'a> From<&'a str> for AttributeRef<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for AttributeRef<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl From<Timestamp> for AttributeRef<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Date(value)
    }
}

impl From<SystemTime> for AttributeRef<'_> {
    fn from(value: SystemTime) -> Self {
        Self::Date(time::timestamp(value))
    }
}

impl<'a> From<&'a [String]> for AttributeRef<'a> {
    fn from(values: &'a [String]) -> Self {
        Self::Texts(values)
    }
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfAnyKind)
    }
}

struct OfAnyKind;

impl<'de> Visitor<'de> for OfAnyKind {
    type Value = Attribute;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean, number or string, or a list of these")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Attribute, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Attribute, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Attribute, E> {
        whole(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Attribute, E> {
        whole(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Attribute, E> {
        whole(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Attribute, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Attribute, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Attribute, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Attribute, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element::<Option<Attribute>>()? {
            list.extend(element);
        }
        Ok(Attribute::List(list))
    }
}

/// Converts an integer to an attribute, or fails if the integer is too large. It is never rounded to a float.
fn whole<E: Error>(value: impl TryInto<i64> + fmt::Display + Copy) -> Result<Attribute, E> {
    let too_large = |_| E::custom(format!("{value} is too large for a 64-bit integer; write it as a string"));
    value.try_into().map(Attribute::Integer).map_err(too_large)
}
