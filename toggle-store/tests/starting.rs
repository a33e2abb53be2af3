//! A program that starts without its store, from the copy on disk.

#![cfg(feature = "file")]

use std::{
    fs,
    time::{Duration, Instant},
};

use toggle_runtime::{Problem, Source, Toggle, toggle};
use toggle_store::{FileStore, StoreSource, WriteStore};

/// A toggle of this program.
#[toggle("new-checkout")]
static NEW_CHECKOUT: Toggle;

const WITHIN: Duration = Duration::from_secs(5);

#[track_caller]
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}: {:?}", toggle_runtime::problems());
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn program_starts_from_the_copy() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    let source = || StoreSource::new(store.clone()).cache(directory.path().join("copies"));
    store.init("new-checkout = true\n", "{}", WITHIN).expect("the store can be made");
    // An earlier run.
    source().read().expect("it can be read");

    let away = directory.path().join("away");
    fs::rename(store.directory(), &away).expect("the file can be used");
    let began = Instant::now();
    toggle_runtime::builder().source(source()).install().expect("there is a copy");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert!(NEW_CHECKOUT.is_enabled());
    let problems = toggle_runtime::problems();
    assert!(problems.iter().any(|problem| matches!(problem, Problem::StaleSource { .. })), "{problems:?}");

    fs::rename(&away, store.directory()).expect("the file can be used");
    wait_until("the end of the problems", || toggle_runtime::problems().is_empty());
    assert!(NEW_CHECKOUT.is_enabled());
}
