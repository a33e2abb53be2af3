//! Feature toggles that many processes share: one document in a store, which each process reads and follows.
#![forbid(unsafe_code)]

mod store;
mod document;
mod records;
mod write;
mod error;
mod random;

pub use self::{
    document::{Document, LARGE_DOCUMENT, Lineage, MAX_DOCUMENT, Revision, Version},
    error::{Conflict, Error},
    records::{MAX_RECORD, Mark, Record, RecordKind, Records},
    store::{Reading, RecordStore, Store, Wake, Watch, WriteStore},
    write::{KEPT_ENTRIES, KEPT_TEXTS, LogEntry, MAX_LINE, Write, write_once},
};
