//! The arguments of `#[feature_toggle]`, `#[toggle]`, `enabled!`, `value!` and `#[toggle_test]`.
//!
//! Parsing continues after a mistake, so that all mistakes are reported at once, each on the wrong token.

#![allow(missing_debug_implementations, reason = "syn's types have none without its `extra-traits`")]

mod arguments;
mod combinator;
mod condition;
mod declaration;
mod default;
mod errors;
mod gate;
mod raw;
mod slips;
mod test;
mod value;
mod words;

pub use condition::Condition;
pub use declaration::{DeclarationArgs, DeclarationItem};
pub use default::{DefaultValue, INTEGERS, integers_of};
pub use errors::Errors;
pub use gate::{CheckArgs, GateArgs};
pub use raw::Raw;
pub use test::TestArgs;
pub use value::ValueArgs;
