//! The lessons for engines that read: each document and each outage changes what it should, and nothing else.

use std::time::{Duration, Instant};

use toggle_runtime::Source;

use super::{Fixture, Outage, follower::Follower, wait_until};
use crate::{Document, Error, MAX_DOCUMENT, Reading, Store, StoreSource, Wake};

/// The patience of most lessons.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time of a call that should succeed.
const WITHIN: Duration = Duration::from_secs(5);

/// The longest time until the newest document is in effect after an outage.
const RETURN: Duration = Duration::from_secs(5);

const OFF: &str = "new-checkout = false\n";
const ON: &str = "new-checkout = true\n";

/// A document is read byte by byte, also if it is no TOML.
///
/// # Panics
///
/// The engine does not conform, as in every lesson.
pub fn document_is_read_as_it_was_put(fixture: &dyn Fixture) {
    let store = fixture.open();
    for contents in [ON.as_bytes(), b"# caf\xc3\xa9\r\n\0 = [", &vec![b'#'; MAX_DOCUMENT]] {
        fixture.put(contents);
        assert!(document(&*store).contents() == contents);
    }
}

/// A read with the known document returns it or `Unchanged`, and another one returns the document.
///
/// # Panics
///
/// The engine does not conform.
pub fn known_document_is_unchanged(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let store = fixture.open();
    let known = document(&*store);
    match store.read(Some(&known), WITHIN).expect("it can be read") {
        Reading::Unchanged => {}
        Reading::Document(document) => assert_eq!(document, known),
    }
    fixture.put(ON.as_bytes());
    match store.read(Some(&known), WITHIN).expect("it can be read") {
        Reading::Unchanged => panic!("the document has changed"),
        Reading::Document(document) => {
            assert_eq!(document.text().expect("the contents are a text"), ON);
            if let (Some(before), Some(now)) = (known.version(), document.version()) {
                assert!(now.lineage == before.lineage && now.revision > before.revision, "{now} follows {before}");
            }
        }
    }
}

/// A store without the document, and one whose document was deleted, are not unavailable.
///
/// # Panics
///
/// The engine does not conform.
pub fn missing_document_is_reported_as_missing(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let store = fixture.open();
    document(&*store);
    fixture.delete();
    let error = store.read(None, WITHIN).expect_err("the call fails");
    assert!(error.is_missing(), "{error:?}");
}

/// A document beyond the limit is invalid, and its contents do not come back.
///
/// # Panics
///
/// The engine does not conform.
pub fn huge_document_is_not_transferred(fixture: &dyn Fixture) {
    fixture.put(&vec![b'#'; MAX_DOCUMENT + 1]);
    let refused = fixture.open().read(None, WITHIN).and_then(|reading| match reading {
        Reading::Document(document) => document.text().map(drop),
        Reading::Unchanged => Ok(()),
    });
    assert!(refused.as_ref().is_err_and(Error::is_invalid), "{refused:?}");
}

/// A change after a watch was opened is reported, even if no call waited at that time.
///
/// # Panics
///
/// The engine does not conform.
pub fn watch_reports_a_change_after_its_opening(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let mut watch = fixture.open().watch(WITHIN).expect("the store can be watched");
    for text in [ON, OFF, ON] {
        fixture.put(text.as_bytes());
        wait_until("the watch reports the change", || watch.wait(WITHIN).expect("the watch works") == Wake::Look);
    }
}

/// A wait without a change returns when the time has passed, and is no failure, for longer than the patience.
///
/// # Panics
///
/// The engine does not conform.
pub fn quiet_watch_returns_in_time(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let mut watch = fixture.open().watch(PATIENCE).expect("the store can be watched");
    let began = Instant::now();
    while began.elapsed() < 2 * PATIENCE {
        let wait = Instant::now();
        watch.wait(Duration::from_millis(200)).expect("the watch works");
        assert!(wait.elapsed() < Duration::from_secs(2));
    }
}

/// A change is in effect soon.
///
/// # Panics
///
/// The engine does not conform.
pub fn change_is_seen(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let follower = follow(fixture);
    for text in [ON, OFF, ON] {
        follower.wait_for("the text before", |reported| reported.text.is_some());
        fixture.put(text.as_bytes());
        let took = follower.wait_for_text(text);
        assert!(took < Duration::from_secs(1), "a change took {took:?}");
    }
    assert!(follower.source().health().is_good());
}

/// Many changes in a row end with the last one.
///
/// # Panics
///
/// The engine does not conform.
pub fn burst_of_changes_ends_with_the_newest(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let follower = follow(fixture);
    for number in 0..100 {
        fixture.put(format!("# {number}\n{OFF}").as_bytes());
    }
    fixture.put(ON.as_bytes());
    follower.wait_for_text(ON);
}

/// A deleted document changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn deleted_document_changes_nothing(fixture: &dyn Fixture) {
    check_changes_nothing(fixture, |fixture| {
        fixture.delete();
        true
    });
}

/// An emptied document changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn emptied_document_changes_nothing(fixture: &dyn Fixture) {
    check_contents_change_nothing(fixture, b"");
}

/// A document that is no TOML changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn broken_document_changes_nothing(fixture: &dyn Fixture) {
    check_contents_change_nothing(fixture, b"new-checkout = [\n");
}

/// A document that is not UTF-8 changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn binary_document_changes_nothing(fixture: &dyn Fixture) {
    check_contents_change_nothing(fixture, b"# \xff\nnew-checkout = false\n");
}

/// A document beyond the limit changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn huge_document_changes_nothing(fixture: &dyn Fixture) {
    check_contents_change_nothing(fixture, &vec![b'#'; MAX_DOCUMENT + 1]);
}

/// A document with a lower revision, as after a restored backup, changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn lower_revision_changes_nothing(fixture: &dyn Fixture) {
    // The revision must be able to go back.
    fixture.put(OFF.as_bytes());
    fixture.put(OFF.as_bytes());
    check_changes_nothing(fixture, |fixture| fixture.go_back(OFF.as_bytes()));
}

/// A document of another lineage changes nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn other_lineage_changes_nothing(fixture: &dyn Fixture) {
    check_changes_nothing(fixture, |fixture| fixture.begin_lineage(OFF.as_bytes()));
}

/// A store that is gone changes nothing, and the newest document is in effect soon after the store is back.
///
/// # Panics
///
/// The engine does not conform.
pub fn cut_is_reported_and_ends_with_the_newest(fixture: &dyn Fixture) {
    check_outage(fixture, Outage::Cut);
}

/// A store that does not answer changes nothing, and the newest document is in effect soon after the store is back.
///
/// # Panics
///
/// The engine does not conform.
pub fn stall_is_reported_and_ends_with_the_newest(fixture: &dyn Fixture) {
    check_outage(fixture, Outage::Stall);
}

/// Many followers that lose the store at once all have the newest document soon after the store is back.
///
/// # Panics
///
/// The engine does not conform.
pub fn many_followers_return_after_a_cut(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    let followers: Vec<Follower> = (0..30).map(|_| follow(fixture)).collect();
    if !fixture.outage(Outage::Cut) {
        return;
    }
    for follower in &followers {
        follower.wait_for_failure();
    }
    fixture.put(ON.as_bytes());
    fixture.outage(Outage::Over);
    let began = Instant::now();
    for follower in &followers {
        follower.wait_for_text(ON);
    }
    assert!(began.elapsed() < RETURN, "the last follower took {:?}", began.elapsed());
}

/// A store that comes back without its document changes nothing, and has a healthy connection.
///
/// # Panics
///
/// The engine does not conform.
pub fn deletion_during_a_cut_changes_nothing(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let follower = follow(fixture);
    follower.wait_for_text(ON);
    if !fixture.outage(Outage::Cut) {
        return;
    }
    wait_until("the connection fails", || follower.source().health().connection.is_some());
    assert!(follower.source().health().document.is_none());
    fixture.outage(Outage::Over);
    wait_until("the connection is back", || follower.source().health().is_good());
    fixture.delete();
    wait_until("the document is missing", || follower.source().health().document.is_some());
    assert!(follower.source().health().connection.is_none());
    assert_eq!(follower.reported().text.as_deref(), Some(ON));
}

/// A slow store is no failure.
///
/// # Panics
///
/// The engine does not conform.
pub fn delay_is_no_failure(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    if !fixture.outage(Outage::Delay) {
        return;
    }
    let source = StoreSource::new(fixture.open()).without_cache();
    let follower = Follower::start(source);
    follower.wait_for_text(OFF);
    for text in [ON, OFF, ON] {
        fixture.put(text.as_bytes());
        follower.wait_for_text(text);
        assert!(follower.source().health().is_good());
    }
}

/// A start without the store uses the copy on disk, reports it, and follows the store when it is back.
///
/// # Panics
///
/// The engine does not conform.
pub fn start_without_the_store_uses_the_copy(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let directory = Directory::new();
    source_with_copy(fixture, &directory).read().expect("it can be read");
    if !fixture.outage(Outage::Cut) {
        return;
    }
    let source = source_with_copy(fixture, &directory);
    source.read().expect("it can be read");
    assert_eq!(source.document().expect("there is a document").text().expect("the contents are a text"), ON);
    assert!(source.health().connection.is_some());

    let follower = Follower::start(source);
    follower.wait_for_failure();
    fixture.outage(Outage::Over);
    follower.wait_for("the end of the failure", |reported| reported.failure.is_none());
    fixture.put(OFF.as_bytes());
    follower.wait_for_text(OFF);
}

/// A start with a copy does not wait for a store that does not answer.
///
/// # Panics
///
/// The engine does not conform.
pub fn stalled_start_with_a_copy_takes_a_second(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let directory = Directory::new();
    source_with_copy(fixture, &directory).read().expect("it can be read");
    if !fixture.outage(Outage::Stall) {
        return;
    }
    let source = StoreSource::new(fixture.open()).cache(&directory.0);
    let began = Instant::now();
    source.read().expect("it can be read");
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    assert_eq!(source.document().expect("there is a document").text().expect("the contents are a text"), ON);
    fixture.outage(Outage::Over);
}

/// A start without a copy fails before the patience ends.
///
/// # Panics
///
/// The engine does not conform.
pub fn stalled_start_without_a_copy_fails_in_time(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    if !fixture.outage(Outage::Stall) {
        return;
    }
    let source = source(fixture);
    let began = Instant::now();
    source.read().map(drop).expect_err("the call fails");
    assert!(began.elapsed() < PATIENCE + Duration::from_millis(500), "{:?}", began.elapsed());
    assert!(source.health().connection.is_some());
    fixture.outage(Outage::Over);
}

/// A start with a copy does not take over a document from before the copy.
///
/// # Panics
///
/// The engine does not conform.
pub fn start_accepts_no_lower_revision_than_the_copy(fixture: &dyn Fixture) {
    fixture.put(OFF.as_bytes());
    fixture.put(ON.as_bytes());
    let directory = Directory::new();
    source_with_copy(fixture, &directory).read().expect("it can be read");
    if !fixture.go_back(OFF.as_bytes()) {
        return;
    }
    let source = source_with_copy(fixture, &directory);
    source.read().expect("it can be read");
    assert_eq!(source.document().expect("there is a document").text().expect("the contents are a text"), ON);
    assert!(source.health().document.is_some() && source.health().connection.is_none());
}

/// Every call returns an error within its time while the store does not answer.
///
/// # Panics
///
/// The engine does not conform.
pub fn calls_end_in_time_while_the_store_stalls(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let store = fixture.open();
    let mut watch = store.watch(PATIENCE).expect("the store can be watched");
    document(&*store);
    if !fixture.outage(Outage::Stall) {
        return;
    }
    let began = Instant::now();
    let late = PATIENCE + Duration::from_millis(500);
    for store in [store, fixture.open()] {
        let began = Instant::now();
        let error = store.read(None, PATIENCE).expect_err("the call fails");
        assert!(error.is_unavailable() && began.elapsed() < late, "{:?}: {error:?}", began.elapsed());
    }
    // An engine that polls has no connection between its reads.
    while began.elapsed() < 3 * PATIENCE {
        let wait = Instant::now();
        let woken = watch.wait(PATIENCE);
        assert!(wait.elapsed() < late, "{:?}", wait.elapsed());
        if woken.is_err() {
            break;
        }
    }
    fixture.outage(Outage::Over);
}

/// No name and no message contains a password or a token.
///
/// # Panics
///
/// The engine does not conform.
pub fn secrets_are_in_no_message(fixture: &dyn Fixture) {
    fixture.put(ON.as_bytes());
    let store = fixture.open();
    let mut texts = vec![store.name(), format!("{:?}", StoreSource::new(store.clone()).without_cache())];
    fixture.delete();
    texts.extend(store.read(None, WITHIN).err().map(|error| format!("{error} {error:?}")));
    if fixture.outage(Outage::Cut) {
        texts.extend(store.read(None, WITHIN).err().map(|error| format!("{error} {error:?}")));
        texts.extend(store.watch(WITHIN).err().map(|error| format!("{error} {error:?}")));
    }
    for secret in fixture.secrets() {
        assert!(!texts.iter().any(|text| text.contains(&secret)), "a message contains a secret");
    }
}

/// A directory for copies, which is removed at the end.
struct Directory(std::path::PathBuf);

impl Directory {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("toggle-store-{:016x}", crate::random::number())))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn source(fixture: &dyn Fixture) -> StoreSource {
    StoreSource::new(fixture.open()).patience(PATIENCE).without_cache()
}

fn source_with_copy(fixture: &dyn Fixture, directory: &Directory) -> StoreSource {
    source(fixture).cache(&directory.0)
}

fn follow(fixture: &dyn Fixture) -> Follower {
    Follower::start(source(fixture))
}

/// Reads the document.
#[track_caller]
fn document(store: &dyn Store) -> Document {
    match store.read(None, WITHIN).expect("it can be read") {
        Reading::Document(document) => document,
        Reading::Unchanged => panic!("no document is known"),
    }
}

#[track_caller]
fn check_contents_change_nothing(fixture: &dyn Fixture, contents: &[u8]) {
    check_changes_nothing(fixture, |fixture| {
        fixture.put(contents);
        true
    });
}

/// Checks that a change of the document changes nothing and is reported as a problem of the document alone, and that a
/// later good document is in effect again if the store can still make one.
#[track_caller]
fn check_changes_nothing(fixture: &dyn Fixture, damage: impl FnOnce(&dyn Fixture) -> bool) {
    fixture.put(ON.as_bytes());
    let follower = follow(fixture);
    follower.wait_for("the first report", |reported| reported.changes == 1);
    let changes = follower.reported().changes;
    if !damage(fixture) {
        return;
    }
    // A store that is restored may be gone for a moment.
    wait_until("the damage is reported", || {
        let health = follower.source().health();
        health.connection.is_none() && health.document.is_some() && follower.reported().failure == health.message()
    });
    let reported = follower.reported();
    assert!(reported.text.as_deref() == Some(ON) && reported.changes == changes, "{reported:?}");
    // A reload finds the same.
    assert!(follower.source().read().is_err());
}

/// Checks that an outage changes nothing and is reported in time, and that the newest document is in effect after it.
#[track_caller]
fn check_outage(fixture: &dyn Fixture, outage: Outage) {
    fixture.put(OFF.as_bytes());
    let follower = follow(fixture);
    follower.wait_for_text(OFF);
    for text in [ON, OFF] {
        let before = follower.reported();
        if !fixture.outage(outage) {
            return;
        }
        let (_, took) = follower.wait_for_failure();
        assert!(took < PATIENCE + Duration::from_millis(500), "the outage was reported after {took:?}");
        let health = follower.source().health();
        assert!(health.connection.is_some() && health.document.is_none(), "{health:?}");
        assert_eq!(follower.reported().text, before.text);
        fixture.put(text.as_bytes());
        fixture.outage(Outage::Over);
        let took = follower.wait_for_text(text);
        assert!(took < RETURN, "the newest document took {took:?}");
    }
}
