//! A process that cannot write its records, and still follows the document.

#![cfg(feature = "file")]

use std::{
    fs,
    time::{Duration, Instant},
};

use toggle_runtime::{Problem, Toggle, toggle};
use toggle_store::{FileStore, StoreSource, Write, WriteStore, fleet::Fleet};

/// A toggle of this program.
#[toggle("new-checkout")]
static NEW_CHECKOUT: Toggle;

const WITHIN: Duration = Duration::from_secs(5);

#[track_caller]
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: {:?}", toggle_runtime::problems());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn process_without_records_follows_the_document() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    let version = store.init("new-checkout = false\n", "{}", WITHIN).expect("the store can be made");
    // Rights do not stop a test that runs as root.
    let blocked = store.directory().join("instances");
    fs::write(&blocked, "").expect("it can be written");
    let source = StoreSource::registered(store.clone()).without_cache().lifetime(Duration::from_secs(1));
    toggle_runtime::builder().source(source).install().expect("the store can be read");

    wait_until(
        "the failure is reported",
        || matches!(&toggle_runtime::problems()[..], [Problem::SourceFailed { error, .. }] if error.contains("registration")),
    );
    let write = Write { text: "new-checkout = true\n", line: r#"{"id":2}"#, replaces: &version, builds: None };
    store.write(&write, WITHIN).expect("the write succeeds");
    wait_until("the change is seen", || NEW_CHECKOUT.is_enabled());

    fs::remove_file(&blocked).expect("it can be removed");
    wait_until("the end of the problem", || toggle_runtime::problems().is_empty());
    let fleet = Fleet::read(&store, WITHIN).expect("the records can be read");
    assert_eq!(fleet.instances.len(), 1);
    assert_eq!(fleet.instances[0].revision.as_deref(), Some("2"));
}
