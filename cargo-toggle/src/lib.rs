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
pub mod retire;
pub mod generate;
pub mod complete;

pub mod cargo;
pub mod inventory;
pub mod program;
pub mod context;
pub mod question;
pub mod rule_attributes;
pub mod binary;

pub mod lifetime;
pub mod settings;
pub mod entries;
pub mod text_file;
pub mod pipe;
pub mod toggle_file;
pub mod env_file;
pub mod summary;

pub mod output;
pub mod terminal;
pub mod contrast;
pub mod markdown;
pub mod place;
pub mod style;
pub mod table;
pub mod untrusted;
