use std::sync::Arc;

use super::layer::Resolved;
use crate::value::Value;

/// The states of all toggles at one time.
pub(crate) struct View {
    pub(super) epoch: u64,
    pub(super) resolved: Arc<[Resolved]>,
}

impl View {
    pub(crate) fn value(&self, toggle: usize) -> Option<Value> {
        self.resolved.get(toggle).map(|resolved| resolved.value)
    }
}
