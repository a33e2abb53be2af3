//! Deserialization of attributes, as from JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use toggle_rules::Attribute;

use crate::model::context::Attributes;

/// Reads a map of attributes. An attribute that is `null` is absent.
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
