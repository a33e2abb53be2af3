//! A program that follows a store: its environment, names of others, changes, and a document that is lost.

#![cfg(feature = "file")]

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use toggle_runtime::{Problem, Toggle, toggle};
use toggle_store::{FileStore, StoreSource, Version, Write, WriteStore};

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

fn text(state: &str) -> String {
    format!("new-checkout = false\nof-another-team = 25\n[environment.production]\nnew-checkout = {state}\n")
}

fn revision() -> Option<String> {
    toggle_runtime::sources().into_iter().find(|source| source.name.starts_with("file://"))?.revision
}

#[test]
fn program_follows_its_store() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    let first = store.init(&text("true"), "{}", WITHIN).expect("the store can be made");
    let source = Arc::new(StoreSource::new(store.clone()).without_cache().patience(Duration::from_secs(1)));
    let builder = toggle_runtime::builder().environment("production").source(source.clone());
    builder.install().expect("the store can be read");

    assert!(NEW_CHECKOUT.is_enabled(), "the section of the environment counts");
    assert_eq!(toggle_runtime::problems(), [], "names of other programs are no problem");
    assert_eq!(revision().as_deref(), Some("1"));

    let write = Write { text: &text("false"), line: "{}", replaces: &first, builds: None };
    let second = Version { revision: store.write(&write, WITHIN).expect("the write succeeds"), ..first };
    wait_until("the change is seen", || !NEW_CHECKOUT.is_enabled());
    assert_eq!(revision(), Some(second.revision.to_string()));

    let document = store.directory().join("document");
    let whole = fs::read(&document).expect("the file can be used");
    fs::remove_file(&document).expect("the file can be used");
    wait_until(
        "the loss is reported",
        || matches!(&toggle_runtime::problems()[..], [Problem::SourceFailed { error, .. }] if error.contains("no document")),
    );
    assert!(!NEW_CHECKOUT.is_enabled());
    assert!(source.health().connection.is_none());

    fs::write(&document, whole).expect("the file can be used");
    wait_until("the end of the problem", || toggle_runtime::problems().is_empty());

    // A mistake in one entry keeps the last good state, and the others apply.
    let mistaken = text("\"maybe\"");
    let write = Write { text: &mistaken, line: "{}", replaces: &second, builds: None };
    store.write(&write, WITHIN).expect("the write succeeds");
    wait_until(
        "the mistake is reported",
        || matches!(&toggle_runtime::problems()[..], [Problem::InvalidState { name, .. }] if name == "new-checkout"),
    );
    assert!(!NEW_CHECKOUT.is_enabled());
}
