//! Feature toggles that many processes share: one document in a store, which each process reads and follows.
#![forbid(unsafe_code)]

mod store;
mod document;
mod records;
mod write;
mod once;
mod error;
mod url;
mod source;
#[cfg(feature = "file")]
mod file;
#[cfg(feature = "http")]
mod http;
mod random;
mod hash;
#[cfg(feature = "conformance")]
pub mod conformance;

#[cfg(feature = "file")]
pub use self::file::FileStore;
#[cfg(feature = "http")]
pub use self::http::HttpStore;
pub use self::{
    document::{Document, LARGE_DOCUMENT, Lineage, MAX_DOCUMENT, Revision, Version},
    error::{Conflict, Error},
    once::write_once,
    records::{MAX_RECORD, Mark, Record, RecordKind, Records},
    source::{Health, StoreSource},
    store::{Reading, RecordStore, Store, Wake, Watch, WriteStore},
    url::StoreUrl,
    write::{KEPT_ENTRIES, KEPT_TEXTS, LogEntry, MAX_LINE, Write},
};
