//! A program that links the crate, and whose environment names the store.

#![cfg(feature = "file")]

use std::{process::Command, time::Duration};

use toggle_runtime::{Toggle, toggle};
use toggle_store::{FileStore, WriteStore};

/// A toggle of this program.
#[toggle("new-checkout")]
static NEW_CHECKOUT: Toggle;

#[test]
#[ignore = "the program that the test below starts"]
fn program() {
    let sources = toggle_runtime::sources();
    let names: Vec<&str> = sources.iter().map(|source| &*source.name).collect();
    assert!(NEW_CHECKOUT.is_enabled(), "{names:?}: {:?}", toggle_runtime::problems());
}

#[test]
fn variable_names_the_store() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    store.init("new-checkout = true\n", "{}", Duration::from_secs(5)).expect("the store can be made");
    let program = std::env::current_exe().expect("the test has a path");
    let output = Command::new(program)
        .args(["--exact", "program", "--ignored"])
        .env("TOGGLE_STORE", format!("file://{}", store.directory().display()))
        .env_remove("XDG_CACHE_HOME")
        .env_remove("STATE_DIRECTORY")
        .output()
        .expect("the program can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
