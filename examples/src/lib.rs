//! An empty crate. The examples are the files next to this package's manifest.
#![forbid(unsafe_code)]
