//! `cargo toggle` as it is called. This very program has toggles, which it lists and checks.
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
mod rules;
mod saved;
mod schema;
mod schemas;
mod sections;
mod settings;
mod several;
mod simulate;
mod structures;
mod support;
mod toggles;
// Names of files have to hold any character.
#[cfg(unix)]
mod untrusted;
mod watch;
