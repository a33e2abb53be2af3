//! Feature toggles that many processes share: one document in a store, which each process reads and follows.
//!
//! The document is TOML, written like a [toggle file](toggle_runtime::_rules). A flip in the store is seen by every
//! process that follows it. A check never waits for a store, and whatever happens to the store, the last good states
//! stay.
//!
//! ```no_run
//! use toggle_store::{HttpStore, StoreSource};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = HttpStore::from_url("https://toggles.example.com/shop.toml")?;
//! toggle_runtime::builder().environment("production").optional_source(StoreSource::new(store)).install()?;
//! # Ok(())
//! # }
//! ```
//!
//! A program may also link the crate and name its store in the environment: with `use toggle_store as _;` in the code,
//! `TOGGLE_STORE=https://toggles.example.com/shop.toml` is all the set-up there is.
//!
//! # Parts
//!
//! * [`StoreSource`] is a source of states over any store: one thread, a copy on disk for starts without the store,
//!   and a [`Health`].
//! * [`Store`] is the trait of an engine, which blocks. [`RecordStore`] adds the records of a fleet, and [`WriteStore`]
//!   writes the document and its log in one transaction.
//! * [`FileStore`] is the engine for a directory of one machine, and [`HttpStore`] reads from a web server. The crate
//!   `toggle-etcd` has the engine for etcd.
//! * [`fleet`] has the records of processes and builds, which a [registered](StoreSource::registered) source writes.
//! * [`conformance`] has the tests that every engine must pass.
//!
//! The page [`_stores`] describes what a program does when its store is gone, restored or wrong.
//!
//! # Features
//!
//! * `file` (default): [`FileStore`].
//! * `http` (default): [`HttpStore`], and the dependency `ureq` with `rustls`.
//! * `conformance`: the module [`conformance`].
#![forbid(unsafe_code)]

mod store;
mod document;
mod records;
mod write;
mod once;
mod error;
mod url;
mod source;
pub mod fleet;
#[cfg(feature = "file")]
mod file;
#[cfg(feature = "http")]
mod http;
mod engines;
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

#[doc = include_str!("../docs/stores.md")]
pub mod _stores {}
