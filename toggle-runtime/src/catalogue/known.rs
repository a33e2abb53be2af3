//! A toggle as the program's statics declare it.

use std::ops::Range;

use toggle_rules::{Reading, Value};
use toggle_syntax::{Type, record::Modes};

use crate::catalogue::point::MAX_INDEX;

/// A toggle.
pub(crate) struct ToggleInfo {
    pub(crate) name: &'static str,
    pub(crate) ty: Type,
    pub(crate) default: Value,
    /// The modes of its points: what they can do.
    pub(crate) modes: Modes,
    /// The value to which the build has fixed it.
    pub(crate) pin: Option<Value>,
    /// The reader of tables, for a structure of this process.
    pub(crate) reading: Option<Reading>,
    /// Its declarations and points.
    pub(super) points: Range<usize>,
}

impl ToggleInfo {
    /// Returns the value of the toggle as long as no source has been asked.
    pub(crate) fn without_sources(&self) -> &Value {
        self.pin.as_ref().unwrap_or(&self.default)
    }

    /// The index by which a point holds this value. None for a value that a point cannot hold.
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

/// The index by which a point holds the declared default of a number or a duration, which every declaration knows.
pub(crate) const DEFAULT_NUMBER: u8 = 0;

pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Integer(_) | Type::Float(_) | Type::Duration(_))
}
