//! `cargo toggle` as it is called. This very program has toggles, which it lists and checks.

mod check;
mod generated;
mod explain;
mod list;
mod readme;
mod support;
mod toggles;
mod watch;
