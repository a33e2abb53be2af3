//! The doctests of the README. The tests that cross crates are in `tests/`.
#![forbid(unsafe_code)]

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
