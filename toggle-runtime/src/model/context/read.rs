//! Attributes, as JSON and the like write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use toggle_rules::Attribute;

use crate::model::context::Attributes;

/// An attribute that is null is not there.
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
