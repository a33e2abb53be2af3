//! What `cargo toggle` is made of. It is a program: this library is there for its own tests, and promises nothing.
#![forbid(unsafe_code)]

pub mod command;
pub mod list;
pub mod edit;

pub mod cargo;
pub mod inventory;
pub mod binary;

pub mod lifetime;
pub mod settings;

pub mod output;
pub mod place;
pub mod style;
pub mod table;
