//! A program that starts without its store and without a copy, and finds the store later.

#![cfg(feature = "file")]

use std::time::{Duration, Instant};

use toggle_runtime::{Problem, Toggle, toggle};
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
fn optional_store_may_appear_later() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    let source = || StoreSource::new(store.clone()).without_cache();

    toggle_runtime::builder().source(source()).install().expect_err("a required source cannot be read");
    toggle_runtime::builder().optional_source(source()).install().expect("an optional source may be missing");
    assert!(!NEW_CHECKOUT.is_enabled());
    assert!(matches!(&toggle_runtime::problems()[..], [Problem::SourceFailed { .. }]));

    store.init("new-checkout = true\n", "{}", WITHIN).expect("the store can be made");
    wait_until("the store is found", || NEW_CHECKOUT.is_enabled() && toggle_runtime::problems().is_empty());
}
