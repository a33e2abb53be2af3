//! Feature toggles that many processes share: one document in a store, which each process reads and follows.
#![forbid(unsafe_code)]

mod store;
mod document;
mod records;
mod write;
mod error;
mod source;
#[cfg(feature = "file")]
mod file;
mod random;
mod hash;
#[cfg(feature = "conformance")]
pub mod conformance;

#[cfg(feature = "file")]
pub use self::file::FileStore;
pub use self::{
    document::{Document, LARGE_DOCUMENT, Lineage, MAX_DOCUMENT, Revision, Version},
    error::{Conflict, Error},
    records::{MAX_RECORD, Mark, Record, RecordKind, Records},
    source::{Health, StoreSource},
    store::{Reading, RecordStore, Store, Wake, Watch, WriteStore},
    write::{KEPT_ENTRIES, KEPT_TEXTS, LogEntry, MAX_LINE, Write, write_once},
};
