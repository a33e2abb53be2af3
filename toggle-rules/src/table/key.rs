//! A `serde` deserializer for the keys of a table, which are strings, into key types of users.

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, IntoDeserializer, Visitor, value::StrDeserializer},
    forward_to_deserialize_any,
};

use super::fault::Fault;
use crate::spanned::Spanned;

/// A key. A number or boolean has exactly one accepted spelling, so that no two keys are equal after parsing.
pub(super) struct Key<'t>(pub(super) &'t Spanned<Box<str>>);

impl Key<'_> {
    fn text(&self) -> &str {
        &self.0.value
    }

    /// Reads an integer if the key is one, and a string otherwise.
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.text();
        if let Some(number) = text.parse::<i64>().ok().filter(|number| number.to_string() == text) {
            visitor.visit_i64(number)
        } else if let Some(number) = text.parse::<u64>().ok().filter(|number| number.to_string() == text) {
            visitor.visit_u64(number)
        } else {
            visitor.visit_str(text)
        }
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
                self.number(visitor)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text())
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            text => visitor.visit_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Reads a variant without a value.
impl<'de, 't> EnumAccess<'de> for Key<'t> {
    type Error = Fault;
    type Variant = <StrDeserializer<'t, Fault> as EnumAccess<'de>>::Variant;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), Fault> {
        let text: StrDeserializer<'t, Fault> = (&*self.0.value).into_deserializer();
        text.variant_seed(seed)
    }
}
