//! What the two halves of the toggle framework and its tool agree on, each thing written once:
//!
//! * [`name`]: what a toggle may be called, its environment variable, the nearest known name to a misspelt one;
//! * [`misspelt`]: names in code that are most likely a misspelling of another;
//! * [`Kind`], [`Date`] and [`Type`]: the vocabulary of declarations;
//! * [`record`]: the manifest record that every toggle point and declaration leaves in the binary;
//! * [`keys`]: the keys of a toggle's table;
//! * [`order`]: sorting that costs a program little code;
//! * [`sorted`]: maps and sets that cost a program little code;
//! * [`shown`]: text of others, as people are shown it;
//! * `grammar` (feature `grammar`): the arguments of `#[feature_toggle]`, `#[toggle]` and `enabled!`.
//!
//! This is an implementation detail of `toggle-runtime`, which users depend on alone, and of `cargo-toggle`.
#![forbid(unsafe_code)]

/// Where the macros of this crate find `core`, whatever is called so where they are used.
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
