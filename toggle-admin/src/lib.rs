//! The parts of `cargo toggle` that need no terminal: what can be asked about a program, and changed for it, from
//! outside of it.
//!
//! A [`binary`] has the records of its toggles, and the crate reads them without running it. An
//! [`Inventory`](inventory::Inventory) is the list of these toggles. [`program`] puts them into a registry of the
//! runtime, together with [files](toggle_file) and [variables](env_file). So the runtime itself decides about states,
//! and no rule is implemented twice.
//!
//! The crate prints nothing. Results are types that serialize to the JSON of `cargo toggle`. Warnings go to the
//! [`Notes`](notes::Notes) of the caller.
//!
//! This crate is an implementation detail of `cargo toggle`, and may change in any release. Messages name the options
//! of the command.
#![forbid(unsafe_code)]

pub mod notes;
pub mod versioned;
pub mod untrusted;
pub mod text_file;
pub mod pipe;
pub mod place;
pub mod lifetime;
pub mod store;

pub mod binary;
pub mod inventory;
pub mod summary;

pub mod settings;
pub mod toggle_file;
pub mod env_file;
pub mod program;

pub mod context;
pub mod rule_attributes;
pub mod question;
pub mod explain;
pub mod simulate;

pub mod edit;
pub mod entries;
pub mod diff;
pub mod check;
