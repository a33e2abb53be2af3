//! A write of the document: its conditions, its log entry, and the write whose answer may get lost.

use std::time::{Duration, Instant};

use crate::{Conflict, Document, Error, MAX_DOCUMENT, Mark, Revision, Version, WriteStore, random};

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
    /// The line of the audit log: one line of JSON without the line break, which nobody else writes. A line holds a
    /// random id, for example.
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
    /// Returns an [invalid](Error::is_invalid) document if the text is empty or longer than
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Writes a document, and finds out whether an [uncertain](Error::is_uncertain) write has happened.
///
/// While the outcome is uncertain, the same write is tried again. The conditions let at most one of the attempts
/// succeed. If the document has changed by then, the log tells whether the change is this one, by its line.
///
/// # Errors
///
/// Returns the errors of [`WriteStore::write`]. The error is uncertain only if the store did not answer before the time
/// has passed.
///
/// ```
/// # #[cfg(feature = "file")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use toggle_store::{FileStore, Write, WriteStore, write_once};
///
/// let directory = tempfile::tempdir()?;
/// let store = FileStore::new(directory.path().join("shop"));
/// let within = Duration::from_secs(5);
/// let version = store.init("new-checkout = false\n", r#"{"id":"4be1","who":"ada"}"#, within)?;
/// let write = Write {
///     text: "new-checkout = true\n",
///     line: r#"{"id":"77c0","who":"ada"}"#,
///     replaces: &version,
///     builds: None,
/// };
/// let revision = write_once(&store, &write, within)?;
/// assert!(revision > version.revision);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "file"))]
/// # fn main() {}
/// ```
pub fn write_once(store: &(impl WriteStore + ?Sized), write: &Write<'_>, within: Duration) -> Result<Revision, Error> {
    let end = Instant::now() + within;
    let mut is_uncertain = false;
    let mut delay = Duration::from_millis(50);
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let error = match store.write(write, left) {
            Ok(revision) => return Ok(revision),
            Err(error) if is_uncertain && error.as_conflict() == Some(Conflict::Revision) => {
                match find(store, write, end.saturating_duration_since(Instant::now())) {
                    Ok(Some(revision)) => return Ok(revision),
                    Ok(None) => return Err(error),
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        is_uncertain |= error.is_uncertain();
        if !is_uncertain || error.is_conflict() {
            return Err(error);
        }
        let wait = random::jittered(delay);
        if !error.is_unavailable() || Instant::now() + wait >= end {
            return Err(Error::uncertain("the write may have happened, and the store does not tell").because(error));
        }
        std::thread::sleep(wait);
        delay = (delay * 2).min(Duration::from_secs(1));
    }
}

/// Returns the revision that the write made, if the log has its line.
fn find(store: &(impl WriteStore + ?Sized), write: &Write<'_>, within: Duration) -> Result<Option<Revision>, Error> {
    let entries = store.log(Some(write.replaces.revision), usize::MAX, within)?;
    Ok(entries.into_iter().find(|entry| entry.line == write.line).map(|entry| entry.revision))
}
