//! `cargo toggle` as it is called. This very program has toggles, which it lists and checks.

mod diff;
mod list;
mod schema;
mod schemas;
mod support;
mod toggles;
