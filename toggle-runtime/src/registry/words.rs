//! The texts of answers that no toggle and no source has.

use std::sync::Arc;

use toggle_rules::Value;

use crate::model::names::{DEFAULT, SCOPE};

/// The texts of answers that no toggle and no source has, made once.
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
