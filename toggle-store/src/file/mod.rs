//! The engine for a directory on one machine: the document, its log and the records as files, and a lock for writers.

mod files;
mod log;
mod records;
mod watch;

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use self::{
    files::{failed, make_directory, read_at_most},
    watch::{FileWatch, Stamp},
};
use crate::{
    Conflict, Document, Error, Lineage, LogEntry, MAX_DOCUMENT, Reading, Record, RecordKind, RecordStore, Records,
    Revision, Store, Version, Watch, Write, WriteStore, write,
};

/// The longest file of a document, with its head line.
const MAX_LEN: u64 = MAX_DOCUMENT as u64 + HEAD as u64;

/// The interval at which a watch compares the document.
const INTERVAL: Duration = Duration::from_millis(10);

/// The interval at which a watch compares all records of a kind, which it has to read.
const RECORDS_INTERVAL: Duration = Duration::from_millis(100);

/// The longest head line.
const HEAD: usize = 256;

/// A store in a directory, for one machine: for development, for tests, and for `cargo toggle serve`.
///
/// ```text
/// shop/document           the document, with its lineage and revision in a comment in the first line
/// shop/log/<revision>     the line of the audit log, and for the last 50 writes the text before
/// shop/builds/<id>        records
/// shop/instances/<id>
/// shop/requests/<id>
/// shop/lock               held by a writer
/// ```
///
/// Every file is replaced by a rename, and the rename of the document is the commit of a write: a writer that is killed
/// leaves the old document or the new one. A log entry without its document is ignored, and the next write replaces
/// it. Change the document through the store alone: an edit without a new revision is refused by running programs.
///
/// Locks of files are not reliable on network file systems. Use a directory of a local disk.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use toggle_store::{FileStore, Reading, Store, WriteStore};
///
/// let directory = tempfile::tempdir()?;
/// let within = Duration::from_secs(1);
/// let store = FileStore::new(directory.path().join("shop"));
/// store.init("read-only = true\n", r#"{"who":"ada"}"#, within)?;
///
/// let Reading::Document(document) = store.read(None, within)? else { panic!("nothing is known yet") };
/// assert_eq!(document.text()?, "read-only = true\n");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    directory: PathBuf,
}

impl FileStore {
    /// Returns the store in a directory. [`init`](WriteStore::init) makes it.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// Returns the store of a URL such as `file:///var/lib/toggles/shop`.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) URL if it is not `file://` with an absolute path.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let path = url.strip_prefix("file://").map(Path::new).filter(|path| path.is_absolute());
        path.map(Self::new).ok_or_else(|| Error::invalid("expected `file://` and the absolute path of a directory"))
    }

    /// Returns the directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn document_path(&self) -> PathBuf {
        self.directory.join("document")
    }

    /// Reads the document, of which the file holds the version in its first line.
    fn document(&self) -> Result<Document, Error> {
        let path = self.document_path();
        let bytes = read_at_most(&path, MAX_LEN).map_err(|error| match error.kind() {
            // The whole directory may be on a disk that is not mounted.
            io::ErrorKind::NotFound if !self.directory.is_dir() => {
                Error::unavailable(format!("there is no directory {}", self.directory.display()))
            }
            io::ErrorKind::NotFound => Error::missing(format!("there is no document {}", path.display())),
            _ => failed(&path, error),
        })?;
        if bytes.is_empty() {
            return Err(Error::invalid("the document is empty"));
        }
        if bytes.len() as u64 > MAX_LEN {
            return Err(Error::invalid(format!("the document is longer than {MAX_DOCUMENT} bytes")));
        }
        let (version, text) = parse(&bytes)
            .ok_or_else(|| Error::invalid("the document has no first line with its lineage and revision"))?;
        Ok(Document::new(text, Some(version)))
    }

    /// Returns the version in effect, for a writer with the lock.
    fn version(&self) -> Result<Version, Error> {
        let document = self.document()?;
        document.version().cloned().ok_or_else(|| Error::invalid("the document has no version"))
    }

    /// Writes a document with its log entry.
    fn commit(&self, version: &Version, text: &str, line: &str, before: Option<&str>) -> Result<(), Error> {
        log::add(&self.directory, version.revision, line, before)?;
        let contents = format!("{}{text}", head(version));
        // An error after the rename does not undo it.
        files::write(&self.document_path(), contents.as_bytes())
            .map_err(|error| Error::uncertain("the document may have been written").because(error))?;
        log::trim(&self.directory, version.revision);
        Ok(())
    }

    /// Waits for the lock of writers.
    fn lock(&self, within: Duration) -> Result<File, Error> {
        let path = self.directory.join("lock");
        let file = File::options().create(true).append(true).open(&path).map_err(|error| failed(&path, error))?;
        let end = Instant::now() + within;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(Duration::from_millis(1)),
                Err(TryLockError::WouldBlock) => return Err(Error::unavailable("another writer holds the lock")),
                Err(TryLockError::Error(error)) => return Err(failed(&path, error)),
            }
        }
    }
}

impl Store for FileStore {
    fn name(&self) -> String {
        format!("file://{}", self.directory.display())
    }

    fn read(&self, known: Option<&Document>, _: Duration) -> Result<Reading, Error> {
        let document = self.document()?;
        Ok(if known == Some(&document) { Reading::Unchanged } else { Reading::Document(document) })
    }

    fn watch(&self, _: Duration) -> Result<Box<dyn Watch>, Error> {
        let path = self.document_path();
        Ok(Box::new(FileWatch::new(INTERVAL, move || Stamp::of_file(&path))))
    }
}

impl RecordStore for FileStore {
    fn put(
        &self,
        kind: RecordKind,
        id: &str,
        contents: &[u8],
        lifetime: Option<Duration>,
        within: Duration,
    ) -> Result<(), Error> {
        // A writer compares the builds under the lock.
        let _lock = self.lock(within)?;
        records::put(&self.directory, kind, id, contents, lifetime)
    }

    fn renew(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error> {
        let _lock = self.lock(within)?;
        records::renew(&self.directory, kind, id)
    }

    fn remove(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error> {
        let _lock = self.lock(within)?;
        records::remove(&self.directory, kind, id)
    }

    fn record(&self, kind: RecordKind, id: &str, _: Duration) -> Result<Record, Error> {
        records::read(&self.directory, kind, id)
    }

    fn records(&self, kind: RecordKind, within: Duration) -> Result<Records, Error> {
        let _lock = self.lock(within)?;
        records::list(&self.directory, kind)
    }

    fn watch_records(&self, kind: RecordKind, _: Duration) -> Result<Box<dyn Watch>, Error> {
        let directory = self.directory.clone();
        Ok(Box::new(FileWatch::new(RECORDS_INTERVAL, move || Stamp::Records(records::mark(&directory, kind)))))
    }
}

impl WriteStore for FileStore {
    fn init(&self, text: &str, line: &str, within: Duration) -> Result<Version, Error> {
        write::check(text, line)?;
        make_directory(&self.directory)?;
        let _lock = self.lock(within)?;
        if self.document_path().exists() {
            return Err(Error::conflict(Conflict::Exists));
        }
        let version = Version { lineage: Lineage::random(), revision: Revision::new(1) };
        self.commit(&version, text, line, None)?;
        Ok(version)
    }

    fn write(&self, write: &Write<'_>, within: Duration) -> Result<Revision, Error> {
        write.check()?;
        let _lock = self.lock(within)?;
        let before = match self.document() {
            Err(error) if error.is_missing() => return Err(Error::conflict(Conflict::Lineage)),
            document => document?,
        };
        let replaced = before.version().ok_or_else(|| Error::conflict(Conflict::Lineage))?;
        if replaced.lineage != write.replaces.lineage {
            return Err(Error::conflict(Conflict::Lineage));
        }
        if replaced.revision != write.replaces.revision {
            return Err(Error::conflict(Conflict::Revision));
        }
        if write.builds.is_some_and(|mark| *mark != records::mark(&self.directory, RecordKind::Build)) {
            return Err(Error::conflict(Conflict::Builds));
        }
        let revision = Revision::new(replaced.revision.number() + 1);
        let version = Version { lineage: replaced.lineage.clone(), revision };
        self.commit(&version, write.text, write.line, before.text().ok())?;
        Ok(revision)
    }

    fn log(&self, after: Option<Revision>, at_most: usize, _: Duration) -> Result<Vec<LogEntry>, Error> {
        log::entries(&self.directory, self.version()?.revision, after, at_most)
    }

    fn replaced(&self, revision: Revision, _: Duration) -> Result<Option<String>, Error> {
        if revision > self.version()?.revision {
            return Ok(None);
        }
        log::replaced(&self.directory, revision)
    }
}

/// Returns the first line of the file with a document.
fn head(version: &Version) -> String {
    format!("# lineage {} revision {}; change this document through its store\n", version.lineage, version.revision)
}

/// Returns the version and the text of a file with a document.
fn parse(bytes: &[u8]) -> Option<(Version, &[u8])> {
    let end = bytes.iter().take(HEAD).position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?.strip_prefix("# lineage ")?;
    let (lineage, rest) = head.split_once(" revision ")?;
    let revision = rest.split(';').next()?.parse().ok()?;
    let version = Version { lineage: Lineage::new(lineage).ok()?, revision: Revision::new(revision) };
    Some((version, &bytes[end + 1..]))
}
