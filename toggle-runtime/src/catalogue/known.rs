//! A toggle as the statics of the program declare it.

use std::ops::Range;

use toggle_rules::{Reading, Value};
use toggle_syntax::{Type, record::Modes};

use crate::catalogue::point::MAX_INDEX;

/// A toggle of the program.
pub(crate) struct ToggleInfo {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    pub(crate) default: Value,
    /// The union of the modes of all its points.
    pub(crate) modes: Modes,
    /// The value of the build's pin.
    pub(crate) pin: Option<Value>,
    /// The reader of tables, for a structure that is declared in this process.
    pub(crate) reading: Option<Reading>,
    /// The range of its declarations and points in [`Catalogue::points`](super::Catalogue).
    pub(super) points: Range<usize>,
}

impl ToggleInfo {
    /// Returns the value that applies before any source has been read.
    pub(crate) fn without_sources(&self) -> &Value {
        self.pin.as_ref().unwrap_or(&self.default)
    }

    /// Returns the index by which a point caches this value, or `None` for a value that a point cannot cache.
    pub(crate) fn index(&self, value: &Value) -> Option<u8> {
        let index = match (&self.ty, value) {
            (Type::OnOff, value) => u8::from(value.is_on()),
            (ty, value) if is_number(ty) && *value == self.default => DEFAULT_NUMBER,
            (Type::Variants(names), Value::Text(text)) => {
                u8::try_from(names.iter().position(|name| **name == **text)?).ok()?
            }
            _ => return None,
        };
        (index <= MAX_INDEX).then_some(index)
    }
}

/// The index of the declared default of a number or a duration. Every declaration knows that default.
pub(crate) const DEFAULT_NUMBER: u8 = 0;

pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer(_) | Type::Float(_) | Type::Duration(_))
}
