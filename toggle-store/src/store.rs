//! The traits of an engine: reading and following a document, records of a fleet, and writing.

use std::{sync::Arc, time::Duration};

use crate::{Document, Error, LogEntry, Record, RecordKind, Records, Revision, Version, Write};

/// A shared document that programs read and follow.
///
/// An engine implements this trait for a kind of store, and [`StoreSource`](crate::StoreSource) makes a source of
/// states from it. A service needs this trait alone. An engine that keeps records of a fleet implements
/// [`RecordStore`], and one that can be written implements [`WriteStore`].
///
/// # Contract
///
/// * All calls block, and end within the given time. A call without an answer within that time is
///   [unavailable](Error::is_unavailable). An engine with an async client has a current-thread runtime in it.
/// * Calls from several threads are allowed at the same time.
/// * The engine never retries with a delay, never caches states and never judges a document: the source does. A lost
///   connection is made again by the next call.
/// * No name, message or `Debug` output contains a credential.
///
/// The module [`conformance`](crate::conformance) tests an engine.
pub trait Store: Send + Sync + 'static {
    /// Returns the name of the store in messages, such as `etcd://127.0.0.1:2379/shop`, without credentials.
    fn name(&self) -> String;

    /// Returns a text that no store with another document has, and that stays the same from one start to the next.
    ///
    /// A hash of it names the copy on disk. It may contain more than the name, such as a query, and is never shown. The
    /// default is the [name](Self::name).
    fn identity(&self) -> String {
        self.name()
    }

    /// Reads the document with its version, from one instant.
    ///
    /// The read is linearizable: it returns every write that was confirmed before the call, by any writer. An engine
    /// whose store cannot promise that, such as HTTP with a cache in between, documents it.
    ///
    /// `known` is the document of an earlier read. If the store still has it, the engine may return
    /// [`Reading::Unchanged`], which saves the transfer. The engine must not return `Unchanged` for another lineage or
    /// a lower revision.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable), [denied](Error::is_denied),
    /// [missing](Error::is_missing) if there is no document or no lineage, or [invalid](Error::is_invalid). A document
    /// longer than [`MAX_DOCUMENT`](crate::MAX_DOCUMENT) is invalid, and the engine reads no more of it than needed to
    /// find out. The engine need not check for an empty or malformed document, since [`Document::text`] does.
    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error>;

    /// Begins to watch the document, from now on.
    ///
    /// The source opens a watch, then reads, then waits, so that no change between the two is missed. A watch never
    /// resumes from an old revision: after an error the source drops it and opens another one.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be watched within `patience`, which is also the time after which a
    /// [`wait`](Watch::wait) reports a silent store.
    fn watch(&self, patience: Duration) -> Result<Box<dyn Watch>, Error>;
}

/// A watch on a store. It reports when it is time to look; what counts is the [read](Store::read) after it.
pub trait Watch: Send {
    /// Waits until the watched data may have changed, for at most this time.
    ///
    /// A change since the watch was opened, or since the last return of [`Wake::Look`], is never missed. Several
    /// changes may be reported once. `Look` without a change is allowed, also at regular times from an engine that
    /// can only poll.
    ///
    /// # Errors
    ///
    /// Returns an [unavailable](Error::is_unavailable) store once it has shown no sign of life for the patience of the
    /// watch, measured across calls. The engine itself makes the store show signs of life, for example by a request
    /// each half patience. Returns any error at once if the connection ended, or the watch cannot continue.
    fn wait(&mut self, at_most: Duration) -> Result<Wake, Error>;
}

/// The reason why a [`Watch::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The watched data may have changed.
    Look,
    /// The time has passed, and the store is alive.
    Quiet,
}

/// The result of a [`Store::read`].
#[derive(Debug, Clone)]
pub enum Reading {
    /// The document is the known one.
    Unchanged,
    /// The document.
    Document(Document),
}

/// A store with records of a fleet: its builds, its instances and proposed changes.
///
/// A service's account writes builds and instances, and cannot change a toggle. Contents are bytes that the caller
/// defines. An `id` is 1 to 128 ASCII letters, digits, `-`, `_` and `.`, and begins with a letter or a digit; an engine
/// [checks](RecordKind::check_id) it.
pub trait RecordStore: Store {
    /// Writes a record, in place of the one with this `id`.
    ///
    /// With a `lifetime`, the store removes the record that long after the last `put` or [`renew`](Self::renew).
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable), [denied](Error::is_denied), or
    /// [invalid](Error::is_invalid) because of the `id` or the length.
    fn put(
        &self,
        kind: RecordKind,
        id: &str,
        contents: &[u8],
        lifetime: Option<Duration>,
        within: Duration,
    ) -> Result<(), Error>;

    /// Extends the lifetime of a record, without a change of its contents.
    ///
    /// # Errors
    ///
    /// Returns an error that is [missing](Error::is_missing) if the record is gone, so that the caller puts it again.
    fn renew(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error>;

    /// Removes a record. A record that is gone already is no error.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied).
    fn remove(&self, kind: RecordKind, id: &str, within: Duration) -> Result<(), Error>;

    /// Returns one record.
    ///
    /// # Errors
    ///
    /// Returns an error that is [missing](Error::is_missing) if there is no such record.
    fn record(&self, kind: RecordKind, id: &str, within: Duration) -> Result<Record, Error>;

    /// Lists all live records of a kind, from one instant, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied).
    fn records(&self, kind: RecordKind, within: Duration) -> Result<Records, Error>;

    /// Begins to watch the records of a kind, as [`Store::watch`] does the document.
    ///
    /// A record whose lifetime ends counts as a change. A renewal does not.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be watched within `patience`.
    fn watch_records(&self, kind: RecordKind, patience: Duration) -> Result<Box<dyn Watch>, Error>;
}

/// A store whose document can be written.
pub trait WriteStore: RecordStore {
    /// Makes the document, with a new random lineage and its first log entry, in one transaction.
    ///
    /// # Errors
    ///
    /// Returns an error that is a [conflict](Error::is_conflict) if there is a document or a lineage, or one of those
    /// of [`write`](Self::write).
    fn init(&self, text: &str, line: &str, within: Duration) -> Result<Version, Error>;

    /// Replaces the document and adds its log entry in one transaction, if all conditions of the write hold in it.
    ///
    /// The engine calls [`Write::check`] first. It keeps the log at [`KEPT_ENTRIES`](crate::KEPT_ENTRIES) entries and
    /// [`KEPT_TEXTS`](crate::KEPT_TEXTS) replaced texts.
    ///
    /// # Errors
    ///
    /// Returns an error that is
    ///
    /// * a [conflict](Error::as_conflict) if a condition does not hold. Nothing was written. If several do not hold,
    ///   the error names the first of lineage, revision and builds. A store without document or lineage has another
    ///   lineage.
    /// * [uncertain](Error::is_uncertain) if the answer got lost. The write may have happened, and it may still happen.
    ///   [`write_once`](crate::write_once) settles that.
    /// * [unavailable](Error::is_unavailable) but not uncertain, [denied](Error::is_denied) or
    ///   [invalid](Error::is_invalid). Nothing was written.
    fn write(&self, write: &Write<'_>, within: Duration) -> Result<Revision, Error>;

    /// Returns the newest entries of the log with a revision above `after`, at most this many, the oldest first.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied).
    fn log(&self, after: Option<Revision>, at_most: usize, within: Duration) -> Result<Vec<LogEntry>, Error>;

    /// Returns the text that the write of this revision replaced, or `None` if the log no longer has it.
    ///
    /// # Errors
    ///
    /// Returns an error that [is unavailable](Error::is_unavailable) or [denied](Error::is_denied).
    fn replaced(&self, revision: Revision, within: Duration) -> Result<Option<String>, Error>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn identity(&self) -> String {
        (**self).identity()
    }

    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        (**self).read(known, within)
    }

    fn watch(&self, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        (**self).watch(patience)
    }
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn identity(&self) -> String {
        (**self).identity()
    }

    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        (**self).read(known, within)
    }

    fn watch(&self, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        (**self).watch(patience)
    }
}
