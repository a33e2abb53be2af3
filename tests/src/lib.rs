//! The tests of what crosses crates stand in `tests/`; this crate holds the README, so that its code is compiled.
#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
