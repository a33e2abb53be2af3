//! The examples stand in the files beside this package's manifest; this crate is empty.
#![forbid(unsafe_code)]
