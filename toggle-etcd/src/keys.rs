//! The keys of a namespace.

use toggle_store::RecordKind;

use crate::range::Range;

/// The keys of a namespace, all below `/toggles/<namespace>/`.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    prefix: String,
}

impl Keys {
    pub(crate) fn new(namespace: &str) -> Self {
        Self { prefix: format!("/toggles/{namespace}/") }
    }

    pub(crate) fn document(&self) -> String {
        format!("{}document", self.prefix)
    }

    pub(crate) fn lineage(&self) -> String {
        format!("{}lineage", self.prefix)
    }

    /// Returns the key of the log entry of a write, by the revision that the write replaces.
    pub(crate) fn log(&self, replaced: u64) -> String {
        format!("{}{replaced:020}", self.log_prefix())
    }

    pub(crate) fn log_prefix(&self) -> String {
        format!("{}log/", self.prefix)
    }

    /// Returns the key of the document's text at a revision that a write replaces.
    pub(crate) fn text(&self, replaced: u64) -> String {
        format!("{}{replaced:020}", self.text_prefix())
    }

    pub(crate) fn text_prefix(&self) -> String {
        format!("{}replaced/", self.prefix)
    }

    pub(crate) fn record(&self, kind: RecordKind, id: &str) -> String {
        format!("{}{id}", self.record_prefix(kind))
    }

    /// Returns the prefix of the records of a kind. It is also the key that the removal of a record writes.
    pub(crate) fn record_prefix(&self, kind: RecordKind) -> String {
        format!("{}{}/", self.prefix, kind.directory())
    }

    pub(crate) fn records(&self, kind: RecordKind) -> Range {
        Range::below(self.record_prefix(kind))
    }
}
