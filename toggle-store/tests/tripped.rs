//! A process whose guard trips. The record of the process shows the trip before the next regular write.

#![cfg(feature = "file")]

use std::time::{Duration, Instant};

use toggle_runtime::feature_toggle;
use toggle_store::{
    FileStore, StoreSource, WriteStore,
    fleet::{Fleet, Instance},
};

const WITHIN: Duration = Duration::from_secs(5);
const DOCUMENT: &str = r#"
[new-search]
otherwise = "on"
guard = { failures = "10%", over = "1m", min-calls = 20 }
"#;

#[feature_toggle("new-search", else = Ok(()), guard)]
fn search() -> Result<(), String> {
    Err("the new index is not there".to_owned())
}

/// Waits until the record of the process fulfils a condition, and returns the record with the time that it took.
#[track_caller]
fn wait_for(store: &FileStore, what: &str, condition: impl Fn(&Instance) -> bool) -> (Instance, Duration) {
    let began = Instant::now();
    loop {
        let fleet = Fleet::read(store, WITHIN).expect("the records can be read");
        if let Some(instance) = fleet.instances.iter().find(|instance| condition(instance)) {
            return (instance.clone(), began.elapsed());
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: {fleet:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn trip_is_written_at_once() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    store.init(DOCUMENT, "{}", WITHIN).expect("the store can be made");
    let source = StoreSource::registered(store.clone()).without_cache();
    toggle_runtime::builder().source(source).install().expect("the store can be read");
    let (instance, _) = wait_for(&store, "the process is listed", |_| true);
    assert_eq!((instance.tripped.len(), instance.overrides.len()), (0, 0));

    let failed = (0..1000).filter(|_| search().is_err()).count();
    assert!(failed < 1000, "the guard trips");
    let (instance, took) = wait_for(&store, "the trip", |instance| !instance.tripped.is_empty());
    // The next regular write is 5 s after the first one, which has just happened.
    assert!(took < Duration::from_secs(4), "{took:?}");
    let [trip] = &instance.tripped[..] else { panic!("one trip: {instance:?}") };
    assert_eq!((trip.toggle.as_str(), trip.trial, trip.counts.calls), ("new-search", false, 20));
    assert!(trip.at.is_some_and(|at| at <= instance.written) && instance.overrides.is_empty(), "{instance:?}");

    toggle_runtime::reset("new-search").expect("the toggle is known");
    let (_, took) = wait_for(&store, "the end of the trip", |instance| instance.tripped.is_empty());
    assert!(took < Duration::from_secs(4), "{took:?}");
}
