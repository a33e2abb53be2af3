//! The parts of `cargo toggle`, a program. This library exists for the program's own tests and has no stable API.
#![forbid(unsafe_code)]

pub mod command;
pub mod list;
pub mod check;
pub mod explain;
pub mod coverage;
pub mod simulate;
pub mod edit;
pub mod diff;
pub mod schema;
pub mod watch;
pub mod stale;
pub mod fleet;
pub mod retire;
pub mod generate;
pub mod complete;

pub mod cargo;
pub mod arguments;
pub mod store;

pub mod output;
pub mod terminal;
pub mod contrast;
pub mod markdown;
pub mod style;
pub mod table;
