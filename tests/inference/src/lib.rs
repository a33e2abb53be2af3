//! Lines whose types the compiler infers only while std is the one crate that implements a trait for a std type.
//!
//! Compiling is the assertion. An impl such as `PartialEq<TheirType> for u32` in any crate below toggle-runtime makes
//! the type of the other side ambiguous, here and in a user's crate. The limits in the guide name two lines that
//! dependencies still break: ordering a `str` (jiff), and comparing a `Range<usize>` for equality (regex-automata).
#![expect(missing_docs, reason = "each function is one line that has to compile")]
#![allow(
    clippy::pedantic,
    clippy::cmp_owned,
    clippy::iter_cloned_collect,
    clippy::useless_asref,
    clippy::useless_conversion,
    reason = "the lines are what people write"
)]

pub mod bytes;
pub mod collections;
pub mod numbers;
pub mod text;
pub mod times;
pub mod toggles;
