//! `cargo toggle` as it is called. This very program has toggles, which it lists and checks.

mod edit;
mod list;
mod support;
mod toggles;
