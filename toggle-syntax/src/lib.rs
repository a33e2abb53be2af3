//! The definitions that the macros, the runtime and the tool of the toggle framework share:
//!
//! * [`name`]: valid names of toggles, their environment variables, and the nearest known name to a misspelt one;
//! * [`misspelt`]: names in code that are most likely a misspelling of another;
//! * [`Kind`], [`Date`] and [`Type`]: the vocabulary of declarations;
//! * [`record`]: the manifest record that every toggle point and declaration leaves in the binary;
//! * [`keys`]: the keys of a toggle's table;
//! * [`order`]: sorting with little machine code;
//! * [`sorted`]: maps and sets with little machine code;
//! * [`shown`]: safe display of untrusted text;
//! * `grammar` (feature `grammar`): the arguments of `#[feature_toggle]`, `#[toggle]` and `enabled!`.
//!
//! This crate is an implementation detail of `toggle-runtime` and `cargo-toggle`. Users depend on `toggle-runtime`.
#![forbid(unsafe_code)]

/// The path to `core` for the macros of this crate. It works even if the caller has a module named `core`.
#[doc(hidden)]
pub use core as __core;

mod date;
mod distance;
mod duration;
#[cfg(feature = "grammar")]
pub mod grammar;
pub mod keys;
mod kind;
mod look;
pub mod misspelt;
pub mod name;
pub mod order;
pub mod record;
pub mod shown;
pub mod sorted;
mod ty;

pub use date::{Date, InvalidDate};
pub use duration::{DURATION_PATTERN, DurationText, InvalidDuration};
pub use kind::{Kind, UnknownKind};
pub use ty::{InvalidType, Limits, Type};
