//! A write of the document: its conditions and its log entry.

use serde::{Deserialize, Serialize};

use crate::{Document, Error, MAX_DOCUMENT, Mark, Revision, Version};

/// The number of entries that the log keeps.
pub const KEPT_ENTRIES: u64 = 10_000;

/// The number of replaced texts that the log keeps.
pub const KEPT_TEXTS: u64 = 50;

/// The longest line of the log, in bytes.
pub const MAX_LINE: usize = 64 << 10;

/// A new document with its log entry, and the conditions under which it is written.
#[derive(Debug, Clone, Copy)]
pub struct Write<'a> {
    /// The new document.
    pub text: &'a str,
    /// The line of the audit log: one line of JSON without the line break. It must differ from all other lines, for
    /// example by a random id.
    pub line: &'a str,
    /// The version that the write replaces. The document must still have it.
    pub replaces: &'a Version,
    /// The list of builds against which the document was checked. The builds must still be these. `None` writes
    /// without this condition.
    pub builds: Option<&'a Mark>,
}

impl Write<'_> {
    /// Checks the sizes, for engines.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) document if the text is blank or longer than
    /// [`MAX_DOCUMENT`](crate::MAX_DOCUMENT), or if the line is empty, longer than [`MAX_LINE`], or several lines.
    pub fn check(&self) -> Result<(), Error> {
        check(self.text, self.line)
    }
}

/// Checks the sizes of a document and of its line in the log.
pub(crate) fn check(text: &str, line: &str) -> Result<(), Error> {
    if text.len() > MAX_DOCUMENT {
        return Err(Error::invalid(format!("the document is longer than {MAX_DOCUMENT} bytes")));
    }
    Document::new(text.as_bytes(), None).text()?;
    if line.is_empty() || line.len() > MAX_LINE || line.contains(['\n', '\r']) {
        return Err(Error::invalid(format!("the entry of the log is not one line of at most {MAX_LINE} bytes")));
    }
    Ok(())
}

/// An entry of the log of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// The revision that the write made.
    pub revision: Revision,
    /// The line of the audit log, as the writer gave it.
    pub line: String,
}

impl LogEntry {
    /// Returns an entry.
    pub fn new(revision: Revision, line: impl Into<String>) -> Self {
        Self { revision, line: line.into() }
    }
}
