//! The write whose answer may get lost.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{Conflict, Error, Revision, Write, WriteStore, random};

/// Writes a document, and finds out whether an [uncertain](Error::is_uncertain) write has happened.
///
/// While the outcome is uncertain, the same write is tried again. The conditions let at most one of the attempts
/// succeed. If the document has changed by then, the line in the log shows whether the change is this one.
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
            return Err(
                Error::uncertain("the write may have happened, and the store does not confirm it").because(error)
            );
        }
        thread::sleep(wait);
        delay = (delay * 2).min(Duration::from_secs(1));
    }
}

/// Returns the revision that the write made, if the log has its line.
fn find(store: &(impl WriteStore + ?Sized), write: &Write<'_>, within: Duration) -> Result<Option<Revision>, Error> {
    let entries = store.log(Some(write.replaces.revision), usize::MAX, within)?;
    Ok(entries.into_iter().find(|entry| entry.line == write.line).map(|entry| entry.revision))
}
