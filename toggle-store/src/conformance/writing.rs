//! The lessons for engines that write: conditions, the log, many writers, and records of a fleet.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{Outage, WriteFixture, follower::Follower, wait_until};
use crate::{
    Conflict, Error, KEPT_TEXTS, MAX_DOCUMENT, MAX_LINE, MAX_RECORD, Mark, Reading, RecordKind, Revision, StoreSource,
    Version, Wake, Write, WriteStore, random, write_once,
};

/// The time of a call that should succeed.
const WITHIN: Duration = Duration::from_secs(5);

const OFF: &str = "new-checkout = false\n";
const ON: &str = "new-checkout = true\n";

/// A store that is made has a document and its line in the log.
///
/// # Panics
///
/// The engine does not conform, as in every lesson.
pub fn init_makes_document_and_log(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    assert!(store.read(None, WITHIN).is_err());
    let version = store.init(OFF, "{\"id\":1}", WITHIN).expect("the store can be made");
    assert_eq!(current(&*store), (version.clone(), OFF.to_owned()));
    let log = store.log(None, 10, WITHIN).expect("the log can be read");
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].revision, &*log[0].line), (version.revision, "{\"id\":1}"));
    assert_eq!(store.replaced(version.revision, WITHIN).expect("the log can be read"), None);
}

/// A store is made once.
///
/// # Panics
///
/// The engine does not conform.
pub fn second_init_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let version = store.init(OFF, "{}", WITHIN).expect("the store can be made");
    let error = fixture.open_writer().init(ON, "{}", WITHIN).expect_err("the call fails");
    assert_eq!(error.as_conflict(), Some(Conflict::Exists));
    assert_eq!(current(&*store), (version, OFF.to_owned()));
    assert_eq!(store.log(None, 10, WITHIN).expect("the log can be read").len(), 1);
}

/// A write whose conditions hold replaces the document, and the log has its line and the text before.
///
/// # Panics
///
/// The engine does not conform.
pub fn write_replaces_document_and_adds_its_line(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let first = store.init(OFF, "{\"id\":1}", WITHIN).expect("the store can be made");
    let revision = write(&*store, ON, "{\"id\":2}", &first, None).expect("the write succeeds");
    assert!(revision > first.revision);
    let second = Version { revision, ..first };
    assert_eq!(current(&*fixture.open_writer()), (second, ON.to_owned()));
    assert_eq!(lines(&*store), ["{\"id\":1}", "{\"id\":2}"]);
    assert_eq!(store.replaced(revision, WITHIN).expect("the log can be read").as_deref(), Some(OFF));
}

/// A write of a revision that was replaced is refused, and leaves nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn write_of_an_old_revision_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let first = store.init(OFF, "1", WITHIN).expect("the store can be made");
    write(&*store, ON, "2", &first, None).expect("the write succeeds");
    check_conflict(&write(&*store, "# lost\n", "3", &first, None), Conflict::Revision);
    let future = Version { revision: Revision::new(u64::MAX >> 1), ..first };
    check_conflict(&write(&*store, "# lost\n", "3", &future, None), Conflict::Revision);
    assert_eq!(current(&*store).1, ON);
    assert_eq!(lines(&*store), ["1", "2"]);
}

/// A write of another lineage is refused, and leaves nothing.
///
/// # Panics
///
/// The engine does not conform.
pub fn write_of_another_lineage_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let first = store.init(OFF, "1", WITHIN).expect("the store can be made");
    let other = Version { lineage: crate::Lineage::random(), ..first };
    check_conflict(&write(&*store, ON, "2", &other, None), Conflict::Lineage);
    assert_eq!(current(&*store).1, OFF);
    assert_eq!(lines(&*store), ["1"]);
}

/// A write to a store whose document was deleted is refused.
///
/// # Panics
///
/// The engine does not conform.
pub fn write_without_document_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let first = store.init(OFF, "1", WITHIN).expect("the store can be made");
    fixture.delete();
    assert!(write(&*store, ON, "2", &first, None).expect_err("the call fails").is_conflict());
    assert!(store.read(None, WITHIN).expect_err("the call fails").is_missing());
}

/// A build that registers between the check and the write makes the write fail, and a renewed check succeeds.
///
/// # Panics
///
/// The engine does not conform.
pub fn build_registered_during_the_check_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let mut version = store.init(OFF, "1", WITHIN).expect("the store can be made");
    let put =
        |id: &str| store.put(RecordKind::Build, id, id.as_bytes(), None, WITHIN).expect("the record can be written");
    let mark = || store.records(RecordKind::Build, WITHIN).expect("the records can be listed").mark;

    let before = mark();
    put("first");
    check_conflict(&write(&*store, ON, "2", &version, Some(&before)), Conflict::Builds);
    let before = mark();
    store.remove(RecordKind::Build, "first", WITHIN).expect("the record can be removed");
    check_conflict(&write(&*store, ON, "2", &version, Some(&before)), Conflict::Builds);
    assert_eq!(lines(&*store), ["1"]);

    put("second");
    let before = mark();
    // Other records are no builds.
    store.put(RecordKind::Instance, "second", b"", Some(WITHIN), WITHIN).expect("the record can be written");
    version.revision = write(&*store, ON, "2", &version, Some(&before)).expect("the write succeeds");
    // A write does not change the builds.
    write(&*store, OFF, "3", &version, Some(&before)).expect("the write succeeds");
    assert_eq!(lines(&*store), ["1", "2", "3"]);
}

/// A write with an empty or huge document, or a mistaken line, is refused.
///
/// # Panics
///
/// The engine does not conform.
pub fn unusable_write_is_refused(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let huge = "#".repeat(MAX_DOCUMENT + 1);
    assert!(store.init(&huge, "1", WITHIN).expect_err("the call fails").is_invalid());
    assert!(store.init("", "1", WITHIN).expect_err("the call fails").is_invalid());
    let mut version = store.init(OFF, "1", WITHIN).expect("the store can be made");
    let long = "x".repeat(MAX_LINE + 1);
    for (text, line) in [(&*huge, "2"), ("", "2"), (ON, ""), (ON, "2\n3"), (ON, &long)] {
        assert!(write(&*store, text, line, &version, None).expect_err("the call fails").is_invalid());
    }
    // The largest ones fit.
    let (large, line) = (&huge[1..], &long[1..]);
    version.revision = write(&*store, large, line, &version, None).expect("the write succeeds");
    version.revision = write(&*store, large, line, &version, None).expect("the write succeeds");
    assert_eq!(current(&*store), (version, large.to_owned()));
}

/// The log is read from a revision on, and from its end.
///
/// # Panics
///
/// The engine does not conform.
pub fn log_is_read_in_parts(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let mut version = store.init(OFF, "0", WITHIN).expect("the store can be made");
    let mut revisions = vec![version.revision];
    for number in 1..10 {
        version.revision = write(&*store, OFF, &number.to_string(), &version, None).expect("the write succeeds");
        revisions.push(version.revision);
    }
    let part = |after: Option<usize>, at_most: usize| -> Vec<String> {
        let after = after.map(|number| revisions[number]);
        let entries = store.log(after, at_most, WITHIN).expect("the log can be read");
        assert!(
            entries.iter().all(|entry| revisions[entry.line.parse::<usize>().expect("it is valid")] == entry.revision)
        );
        entries.into_iter().map(|entry| entry.line).collect()
    };
    assert_eq!(part(None, 3), ["7", "8", "9"]);
    assert_eq!(part(Some(7), 10), ["8", "9"]);
    assert_eq!(part(Some(2), 2), ["8", "9"]);
    assert_eq!(part(Some(9), 10), [""; 0]);
    assert_eq!(part(None, usize::MAX).len(), 10);
}

/// The log keeps the texts that the last writes replaced, and no others.
///
/// # Panics
///
/// The engine does not conform.
pub fn log_keeps_the_last_texts(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let mut version = store.init("# 0\n", "0", WITHIN).expect("the store can be made");
    let mut revisions = Vec::new();
    for number in 1..=KEPT_TEXTS + 5 {
        let text = format!("# {number}\n");
        version.revision = write(&*store, &text, &number.to_string(), &version, None).expect("the write succeeds");
        revisions.push(version.revision);
    }
    let kept = usize::try_from(KEPT_TEXTS).expect("it fits");
    for (number, revision) in revisions.iter().enumerate() {
        let text = store.replaced(*revision, WITHIN).expect("the log can be read");
        match revisions.len() - number {
            age if age <= kept => assert_eq!(text, Some(format!("# {number}\n"))),
            age if age > kept + 1 => assert_eq!(text, None, "the text of write {number}"),
            _ => {}
        }
    }
    assert_eq!(lines(&*store).len(), revisions.len() + 1);
}

/// Eight writers with fifty writes each lose none, and each write has one line in the log.
///
/// # Panics
///
/// The engine does not conform.
pub fn many_writers_lose_nothing(fixture: &dyn WriteFixture) {
    fixture.open_writer().init("# begin\n", "begin", WITHIN).expect("the store can be made");
    check_writers(fixture, 8, 50);
}

/// Writers whose connections end at any time lose nothing, and no write happens twice.
///
/// # Panics
///
/// The engine does not conform.
pub fn writers_with_lost_answers_lose_nothing(fixture: &dyn WriteFixture) {
    fixture.open_writer().init("# begin\n", "begin", WITHIN).expect("the store can be made");
    if !fixture.outage(Outage::Cut) {
        return;
    }
    fixture.outage(Outage::Over);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                // The pauses are not waits for a condition: they are the outages.
                thread::sleep(random::jittered(Duration::from_millis(60)));
                fixture.outage(Outage::Cut);
                thread::sleep(random::jittered(Duration::from_millis(10)));
                fixture.outage(Outage::Over);
            }
        });
        let end = EndOnDrop(&is_over);
        check_writers(fixture, 4, 10);
        drop(end);
    });
}

/// A follower sees a written document with its revision.
///
/// # Panics
///
/// The engine does not conform.
pub fn written_document_is_followed(fixture: &dyn WriteFixture) {
    let store = fixture.open_writer();
    let mut version = store.init(OFF, "1", WITHIN).expect("the store can be made");
    let follower = Follower::start(StoreSource::new(fixture.open()).without_cache());
    follower.wait_for_text(OFF);
    version.revision = write(&*store, ON, "2", &version, None).expect("the write succeeds");
    follower.wait_for_text(ON);
    assert_eq!(follower.source().document().expect("there is a document").version(), Some(&version));
}

/// A record is read as it was put, for every kind.
///
/// # Panics
///
/// The engine does not conform.
pub fn record_is_put_read_and_removed(fixture: &dyn WriteFixture) {
    let (store, reader) = (made(fixture), fixture.open_writer());
    for kind in RecordKind::ALL {
        for contents in [&b"a\n\0\xff"[..], b"", b"b"] {
            store.put(kind, "x.1_2-3", contents, None, WITHIN).expect("the record can be written");
            assert_eq!(reader.record(kind, "x.1_2-3", WITHIN).expect("the record can be read").contents, contents);
        }
        store.remove(kind, "x.1_2-3", WITHIN).expect("the record can be removed");
        store.remove(kind, "x.1_2-3", WITHIN).expect("the record can be removed");
        assert!(reader.record(kind, "x.1_2-3", WITHIN).expect_err("the call fails").is_missing());
    }
}

/// A record whose id could be another key or file, or whose contents are too long, is refused.
///
/// # Panics
///
/// The engine does not conform.
pub fn record_with_a_bad_id_is_refused(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    let kind = RecordKind::Instance;
    for id in ["", ".", "..", "a/b", "../document", "a b", "é", "a\0", &"x".repeat(129)] {
        assert!(store.put(kind, id, b"", None, WITHIN).expect_err("the call fails").is_invalid(), "{id:?}");
        assert!(store.record(kind, id, WITHIN).expect_err("the call fails").is_invalid(), "{id:?}");
        assert!(store.remove(kind, id, WITHIN).expect_err("the call fails").is_invalid(), "{id:?}");
        assert!(store.renew(kind, id, WITHIN).expect_err("the call fails").is_invalid(), "{id:?}");
    }
    assert!(store.put(kind, "a", &vec![0; MAX_RECORD + 1], None, WITHIN).expect_err("the call fails").is_invalid());
    assert!(store.records(kind, WITHIN).expect("the records can be listed").records.is_empty());
}

/// All records of one kind are listed in the order of their ids, and the mark differs after a change.
///
/// # Panics
///
/// The engine does not conform.
pub fn records_are_listed_in_order(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    let list = || store.records(RecordKind::Build, WITHIN).expect("the records can be listed");
    assert!(list().records.is_empty());
    let mut marks = vec![list().mark];
    for id in ["b", "a", "c-1", "c"] {
        store.put(RecordKind::Build, id, id.as_bytes(), None, WITHIN).expect("the record can be written");
        marks.push(list().mark);
    }
    store.put(RecordKind::Request, "d", b"", None, WITHIN).expect("the record can be written");
    let records = list().records;
    let ids: Vec<&str> = records.iter().map(|record| &*record.id).collect();
    assert_eq!(ids, ["a", "b", "c", "c-1"]);
    assert!(records.iter().all(|record| record.contents == record.id.as_bytes()));
    assert_eq!(marks.iter().collect::<HashSet<_>>().len(), marks.len());
}

/// A record with a lifetime is gone after it, without any call.
///
/// # Panics
///
/// The engine does not conform.
pub fn record_ends_with_its_lifetime(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    store
        .put(RecordKind::Instance, "short", b"", Some(Duration::from_secs(1)), WITHIN)
        .expect("the record can be written");
    store
        .put(RecordKind::Instance, "long", b"", Some(Duration::from_secs(600)), WITHIN)
        .expect("the record can be written");
    store.put(RecordKind::Instance, "ever", b"", None, WITHIN).expect("the record can be written");
    let ids = || -> Vec<String> {
        let records = store.records(RecordKind::Instance, WITHIN).expect("the records can be listed").records;
        records.into_iter().map(|record| record.id).collect()
    };
    assert_eq!(ids(), ["ever", "long", "short"]);
    wait_until("the record ends", || ids() == ["ever", "long"]);
    assert!(store.record(RecordKind::Instance, "short", WITHIN).expect_err("the call fails").is_missing());
}

/// A renewed record stays with its contents, also after the lifetime of the first `put`.
///
/// # Panics
///
/// The engine does not conform.
pub fn renewed_record_stays(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    let lifetime = Duration::from_secs(2);
    store.put(RecordKind::Instance, "renewed", b"contents", Some(lifetime), WITHIN).expect("the record can be written");
    store.put(RecordKind::Instance, "left", b"", Some(lifetime), WITHIN).expect("the record can be written");
    wait_until("the other record ends", || {
        store.renew(RecordKind::Instance, "renewed", WITHIN).expect("the record can be renewed");
        thread::sleep(Duration::from_millis(100));
        store.record(RecordKind::Instance, "left", WITHIN).is_err()
    });
    assert_eq!(
        store.record(RecordKind::Instance, "renewed", WITHIN).expect("the record can be read").contents,
        b"contents"
    );
}

/// A record that is gone is missing for a renewal.
///
/// # Panics
///
/// The engine does not conform.
pub fn gone_record_cannot_be_renewed(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    assert!(store.renew(RecordKind::Instance, "never", WITHIN).expect_err("the call fails").is_missing());
    store
        .put(RecordKind::Instance, "gone", b"", Some(Duration::from_secs(60)), WITHIN)
        .expect("the record can be written");
    store.renew(RecordKind::Instance, "gone", WITHIN).expect("the record can be renewed");
    store.remove(RecordKind::Instance, "gone", WITHIN).expect("the record can be removed");
    assert!(store.renew(RecordKind::Instance, "gone", WITHIN).expect_err("the call fails").is_missing());
}

/// A watch reports new, changed, removed and expired records.
///
/// # Panics
///
/// The engine does not conform.
pub fn watch_reports_changes_of_records(fixture: &dyn WriteFixture) {
    let store = made(fixture);
    let kind = RecordKind::Instance;
    let mut watch = store.watch_records(kind, WITHIN).expect("the records can be watched");
    let mut check = |change: &dyn Fn()| {
        change();
        wait_until("the watch reports the change", || watch.wait(WITHIN).expect("the watch works") == Wake::Look);
    };
    check(&|| store.put(kind, "a", b"1", None, WITHIN).expect("the record can be written"));
    check(&|| store.put(kind, "a", b"2", None, WITHIN).expect("the record can be written"));
    check(&|| store.remove(kind, "a", WITHIN).expect("the record can be removed"));
    check(&|| store.put(kind, "b", b"", Some(Duration::from_secs(1)), WITHIN).expect("the record can be written"));
    check(&|| {});
    wait_until("the record is gone", || store.record(kind, "b", WITHIN).is_err());
}

/// Makes the store.
#[track_caller]
fn made(fixture: &dyn WriteFixture) -> Arc<dyn WriteStore> {
    let store = fixture.open_writer();
    store.init(OFF, "{}", WITHIN).expect("the store can be made");
    store
}

/// Sets a flag when it is dropped, also by a panic.
struct EndOnDrop<'a>(&'a AtomicBool);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Lets several writers add a line each time, and checks that no line and no entry of the log is lost or doubled.
fn check_writers(fixture: &dyn WriteFixture, writers: usize, writes: usize) {
    let store = fixture.open_writer();
    thread::scope(|scope| {
        for writer in 0..writers {
            let store = fixture.open_writer();
            scope.spawn(move || (0..writes).for_each(|number| add_line(&store, &format!("w{writer}-{number}"))));
        }
    });
    let expected: HashSet<String> =
        (0..writers).flat_map(|writer| (0..writes).map(move |number| format!("w{writer}-{number}"))).collect();
    let text = retried(|| try_current(&*store)).1;
    let written: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(" = true")).collect();
    assert_eq!(written.len(), expected.len());
    assert!(written.iter().all(|name| expected.contains(*name)));

    let log = retried(|| store.log(None, usize::MAX, WITHIN));
    assert!(log.windows(2).all(|pair| pair[0].revision < pair[1].revision));
    let mut logged: Vec<&str> = log.iter().map(|entry| &*entry.line).filter(|line| *line != "begin").collect();
    assert_eq!(logged, written, "the log has the lines in the order of the document");
    logged.sort_unstable();
    logged.dedup();
    assert_eq!(logged.len(), expected.len());
}

/// Adds a line to the document, however often another writer is faster.
fn add_line(store: &Arc<dyn WriteStore>, name: &str) {
    let mut delay = Duration::from_millis(1);
    loop {
        let (version, text) = retried(|| try_current(&**store));
        let text = format!("{text}{name} = true\n");
        let write = Write { text: &text, line: name, replaces: &version, builds: None };
        match write_once(&**store, &write, super::DEADLINE) {
            Ok(_) => return,
            Err(error) if error.is_conflict() || error.is_unavailable() && !error.is_uncertain() => {}
            Err(error) => panic!("{error:?}"),
        }
        thread::sleep(random::jittered(delay));
        delay = (delay * 2).min(Duration::from_millis(100));
    }
}

/// Repeats a call while the store cannot be reached.
#[track_caller]
fn retried<T>(mut call: impl FnMut() -> Result<T, Error>) -> T {
    let mut result = None;
    wait_until("the store can be reached", || match call() {
        Ok(value) => {
            result = Some(value);
            true
        }
        Err(error) => {
            assert!(error.is_unavailable(), "{error:?}");
            false
        }
    });
    result.expect("the wait ended with a value")
}

fn write(
    store: &dyn WriteStore,
    text: &str,
    line: &str,
    replaces: &Version,
    builds: Option<&Mark>,
) -> Result<Revision, Error> {
    store.write(&Write { text, line, replaces, builds }, WITHIN)
}

#[track_caller]
fn check_conflict(written: &Result<Revision, Error>, conflict: Conflict) {
    assert_eq!(written.as_ref().err().and_then(Error::as_conflict), Some(conflict), "{written:?}");
}

/// Returns the version and the text of the document.
#[track_caller]
fn current(store: &dyn WriteStore) -> (Version, String) {
    try_current(store).expect("the document can be read")
}

fn try_current(store: &dyn WriteStore) -> Result<(Version, String), Error> {
    match store.read(None, WITHIN)? {
        Reading::Document(document) => {
            let version = document.version().cloned().ok_or_else(|| Error::invalid("there is no version"))?;
            Ok((version, document.text()?.to_owned()))
        }
        Reading::Unchanged => Err(Error::invalid("no document is known")),
    }
}

/// Returns the lines of the log.
#[track_caller]
fn lines(store: &dyn WriteStore) -> Vec<String> {
    store.log(None, usize::MAX, WITHIN).expect("the log can be read").into_iter().map(|entry| entry.line).collect()
}
