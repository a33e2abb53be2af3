//! Tests of the `cargo toggle` command line. This program has toggles, which the tests list and check.
#![allow(clippy::disallowed_methods, reason = "tests start the tool and others, and print for themselves")]

mod build;
mod check;
#[cfg(unix)]
mod completions;
mod configurations;
mod checked;
mod coverage;
mod diff;
mod directory;
mod edit;
mod exceptions;
mod environments;
mod explain;
mod fleet;
mod generated;
mod inputs;
mod junit;
mod lints;
mod list;
mod modes;
mod output;
mod package;
mod pins;
#[cfg(target_os = "linux")]
mod piped;
mod readme;
mod retire;
mod retire_commit;
#[cfg(unix)]
mod retire_killed;
mod retire_overdue;
mod retire_shop;
mod rules;
mod saved;
mod schema;
mod schemas;
mod sections;
mod settings;
mod several;
mod simulate;
mod structures;
mod stale;
mod support;
mod toggles;
// These tests need file names with arbitrary characters.
#[cfg(unix)]
mod untrusted;
mod watch;
