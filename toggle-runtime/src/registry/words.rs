//! Shared texts of answers that belong to no toggle and no source.

use std::sync::Arc;

use toggle_rules::Value;

use crate::model::names::{DEFAULT, SCOPE};

/// Shared texts of answers that belong to no toggle and no source.
pub(crate) struct Words {
    on: Arc<str>,
    off: Arc<str>,
    shadow: Arc<str>,
    pub(crate) default: Arc<str>,
    pub(crate) scope: Arc<str>,
}

impl Words {
    pub(super) fn new() -> Self {
        Self {
            on: "on".into(),
            off: "off".into(),
            shadow: "shadow".into(),
            default: DEFAULT.into(),
            scope: SCOPE.into(),
        }
    }

    pub(crate) fn variant(&self, value: &Value) -> Option<Arc<str>> {
        match value {
            Value::On => Some(self.on.clone()),
            Value::Off => Some(self.off.clone()),
            Value::Shadow(_) => Some(self.shadow.clone()),
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}
