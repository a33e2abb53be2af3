//! `cargo toggle` as it is called. This very program has toggles, which it lists and checks.

mod build;
mod list;
mod support;
mod toggles;
