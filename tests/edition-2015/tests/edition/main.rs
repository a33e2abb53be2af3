//! The attributes in a crate of edition 2015, where a path from the root needs an `extern crate`.

extern crate toggle_runtime;

mod attributes;
mod drop_order;
