//! Attributes, as JSON and the like write them.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};

use super::{Attribute, Attributes};

/// What is null is not there.
impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = Option::<BTreeMap<String, Option<Attribute>>>::deserialize(deserializer)?;
        let mut attributes = Self::default();
        for (name, value) in named.unwrap_or_default() {
            if let Some(value) = value {
                attributes.insert(name, value);
            }
        }
        Ok(attributes)
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
        f.write_str("a boolean, number or text, or a list of these")
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

/// A whole number, which is never made a float in silence.
fn whole<E: Error>(value: impl TryInto<i64> + fmt::Display + Copy) -> Result<Attribute, E> {
    let too_large = |_| E::custom(format!("{value} is too large for a whole number of 64 bits; write it as a text"));
    value.try_into().map(Attribute::Integer).map_err(too_large)
}
