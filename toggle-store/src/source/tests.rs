//! The source over a made-up store: missed changes, late reads, outdated readings, and a copy that cannot be written.

use std::{
    collections::VecDeque,
    sync::{
        Condvar, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use super::{core::Looked, *};
use crate::{Error, Lineage, Reading, Revision, Version, Wake, Watch, source::follower::Report};

const PATIENCE: Duration = Duration::from_millis(200);

/// A store in memory, whose reads may wait and whose watches may be deaf.
#[derive(Default)]
struct Memory {
    document: std::sync::Mutex<Option<Document>>,
    reads: AtomicUsize,
    is_silent: AtomicBool,
    /// The number of reads that wait after they have read.
    held: std::sync::Mutex<usize>,
    released: Condvar,
}

impl Memory {
    fn put(&self, revision: u64, text: &str) {
        let version = Version { lineage: Lineage::new("x").expect("it is a word"), revision: Revision::new(revision) };
        *self.document.lock().expect("no test panics with the lock") =
            Some(Document::new(text.as_bytes(), Some(version)));
    }

    fn held(&self) -> std::sync::MutexGuard<'_, usize> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn read(&self, _: Option<&Document>, _: Duration) -> Result<Reading, Error> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        if self.is_silent.load(Ordering::Relaxed) {
            return Err(Error::unavailable("silent"));
        }
        let document = self.document.lock().expect("no test panics with the lock").clone();
        let mut held = self.held();
        // Only a reader that finds the gate closed waits at it.
        if *held == 1 {
            *held = 2;
            while *held == 2 {
                held = self.released.wait(held).unwrap_or_else(PoisonError::into_inner);
            }
        }
        document.map(Reading::Document).ok_or_else(|| Error::missing("no document"))
    }

    fn watch(&self, _: Duration) -> Result<Box<dyn Watch>, Error> {
        Ok(Box::new(Deaf))
    }
}

/// A watch that never reports a change.
struct Deaf;

impl Watch for Deaf {
    fn wait(&mut self, at_most: Duration) -> Result<Wake, Error> {
        thread::sleep(at_most.min(Duration::from_millis(5)));
        Ok(Wake::Quiet)
    }
}

/// The reports of a follower that ends after some of them.
#[derive(Default)]
struct Reports {
    list: Vec<String>,
    end: usize,
    /// The answers to whether a reading is outdated.
    outdated: std::sync::Mutex<VecDeque<bool>>,
}

impl Report for Reports {
    fn begin(&mut self) {}

    fn is_outdated(&self) -> bool {
        self.outdated.lock().expect("no test panics with the lock").pop_front().unwrap_or_default()
    }

    fn is_closed(&self) -> bool {
        self.list.len() >= self.end
    }

    fn changed(&mut self, document: &Document, _: States) {
        self.list.push(document.text().unwrap_or_default().to_owned());
    }

    fn unchanged(&mut self) {
        self.list.push("unchanged".to_owned());
    }

    fn failed(&mut self, message: String) {
        if self.list.last() != Some(&message) {
            self.list.push(message);
        }
    }
}

fn source(store: &Arc<Memory>) -> StoreSource {
    StoreSource::new(store.clone()).patience(PATIENCE).recheck(Duration::from_millis(20)).without_cache()
}

/// Follows until there are so many reports, and returns them.
fn follow_until(source: &StoreSource, end: usize) -> Vec<String> {
    let mut reports = Reports { end, ..Reports::default() };
    follow(source.core(), &mut reports);
    reports.list
}

#[test]
fn change_that_the_watch_misses_is_found() {
    let store = Arc::<Memory>::default();
    store.put(1, "a = true");
    let source = source(&store);
    source.read().expect("it can be read");
    store.put(2, "a = false");
    let writer = store.clone();
    thread::scope(|scope| {
        scope.spawn(move || {
            while writer.reads.load(Ordering::Relaxed) < 3 {
                thread::yield_now();
            }
            writer.put(3, "a = 1");
        });
        let reports = follow_until(&source, 20);
        assert_eq!(reports.first().map(String::as_str), Some("a = false"));
        assert!(reports.iter().any(|report| report == "a = 1"), "{reports:?}");
    });
}

#[test]
fn late_read_of_an_older_document_is_ignored() {
    let store = Arc::<Memory>::default();
    store.put(5, "a = true");
    let source = source(&store);
    source.read().expect("it can be read");
    *store.held() = 1;
    thread::scope(|scope| {
        let late = scope.spawn(|| source.core().look(PATIENCE));
        while *store.held() == 1 {
            thread::yield_now();
        }
        store.put(6, "a = false");
        assert!(matches!(source.core().look(PATIENCE), Ok(Looked::Changed(..))));
        *store.held() = 0;
        store.released.notify_all();
        let late = late.join().expect("no read panics");
        assert!(matches!(late, Ok(Looked::Unchanged)), "{late:?}");
    });
    assert!(source.health().is_good());
    assert_eq!(source.document().and_then(|document| Some(document.version()?.revision.number())), Some(6));
}

#[test]
fn outdated_reading_is_repeated_at_once() {
    let store = Arc::<Memory>::default();
    store.put(1, "a = true");
    let source = source(&store).recheck(Duration::from_secs(3600));
    let outdated = std::sync::Mutex::new(VecDeque::from([true, true, false]));
    let mut reports = Reports { end: 3, outdated, ..Reports::default() };
    follow(source.core(), &mut reports);
    // The reports of an outdated reading may have been dropped.
    assert_eq!(reports.list, ["a = true", "a = true", "a = true"]);
}

#[test]
fn document_that_a_reload_took_is_reported_again() {
    let store = Arc::<Memory>::default();
    store.put(1, "a = true");
    let source = source(&store);
    source.read().expect("it can be read");
    store.put(2, "a = false");
    // The states of this reload may arrive after a later report of the follower, which drops them.
    source.read().expect("it can be read");
    assert_eq!(follow_until(&source, 1), ["a = false"]);
}

#[test]
fn panic_of_an_engine_is_reported() {
    struct Panicking;
    impl Store for Panicking {
        fn name(&self) -> String {
            "panicking".to_owned()
        }

        fn read(&self, _: Option<&Document>, _: Duration) -> Result<Reading, Error> {
            panic!("a fault");
        }

        fn watch(&self, _: Duration) -> Result<Box<dyn Watch>, Error> {
            Ok(Box::new(Deaf))
        }
    }
    let source = StoreSource::new(Panicking).without_cache();
    assert_eq!(follow_until(&source, 1), ["the engine of the store panicked: a fault"]);
}

#[test]
fn endless_notifications_do_not_flood_the_store() {
    struct Noisy(Arc<Memory>);
    impl Store for Noisy {
        fn name(&self) -> String {
            "noisy".to_owned()
        }

        fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
            self.0.read(known, within)
        }

        fn watch(&self, _: Duration) -> Result<Box<dyn Watch>, Error> {
            Ok(Box::new(Always))
        }
    }
    struct Always;
    impl Watch for Always {
        fn wait(&mut self, _: Duration) -> Result<Wake, Error> {
            Ok(Wake::Look)
        }
    }
    let store = Arc::<Memory>::default();
    store.put(1, "a = true");
    let source = StoreSource::new(Noisy(store)).without_cache();
    let began = Instant::now();
    follow_until(&source, 20);
    assert!(began.elapsed() > Duration::from_millis(150), "{:?}", began.elapsed());
}

#[test]
fn silence_and_missing_document_are_apart() {
    let store = Arc::<Memory>::default();
    let source = source(&store);
    assert_eq!(source.read().map(drop).expect_err("there is no document").to_string(), "no document");
    store.is_silent.store(true, Ordering::Relaxed);
    let error = source.read().map(drop).expect_err("the store is silent").to_string();
    assert_eq!(error, "silent; before that: no document");
    let health = source.health();
    assert!(health.connection.is_some() && health.document.is_some());
}

#[test]
fn copy_that_cannot_be_written_is_reported_once() {
    let store = Arc::<Memory>::default();
    store.put(1, "a = true");
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let file = directory.path().join("file");
    std::fs::write(&file, "").expect("the file can be used");
    let source = source(&store).cache(file.join("below"));
    let mut reports = Reports { end: 2, ..Reports::default() };
    let began = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            while store.reads.load(Ordering::Relaxed) < 5 && began.elapsed() < Duration::from_secs(10) {
                thread::yield_now();
            }
            store.put(2, "a = false");
        });
        reports.end = 4;
        follow(source.core(), &mut reports);
    });
    let [first, failure, second, again] = &reports.list[..] else { panic!("{:?}", reports.list) };
    assert_eq!((&**first, &**second), ("a = true", "a = false"));
    assert!(failure.contains("the cached copy") && failure == again, "{failure}");
}
