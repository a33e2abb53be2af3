//! Edits of a store's document: conflicts, writers at the same time, the log and undo.

use std::{
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use tempfile::TempDir;
use toggle_store::{
    Document, Error, FileStore, LogEntry, Reading, Record, RecordKind, RecordStore, Records, Revision, Store, Version,
    Watch, Write, WriteStore,
};

use crate::{
    edit::{
        self, Change, Named, NewState, Operator, Target,
        history::{Event, Filter, Row, history},
        shared::init::init_with,
        undo::undo,
    },
    notes::Notes,
    store::{SharedStore, WITHIN},
};

const TEXT: &str = "# ours\nmail = false\npay = \"10%\"\n";

/// A write by somebody else, made once, between the read and the write of an edit.
type Meanwhile = Box<dyn FnOnce(&FileStore) + Send>;

/// A store in which somebody else writes at the worst moment, and whose answers may get lost.
#[derive(Default)]
struct Worst {
    meanwhile: Mutex<Vec<Meanwhile>>,
    loses_answer: Mutex<bool>,
}

struct Wrapped(FileStore, Arc<Worst>);

impl Store for Wrapped {
    fn name(&self) -> String {
        "file://shop".to_owned()
    }

    fn read(&self, known: Option<&Document>, within: Duration) -> Result<Reading, Error> {
        self.0.read(known, within)
    }

    fn watch(&self, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        self.0.watch(patience)
    }
}

impl RecordStore for Wrapped {
    fn put(&self, _: RecordKind, _: &str, _: &[u8], _: Option<Duration>, _: Duration) -> Result<(), Error> {
        Err(Error::unsupported("not needed"))
    }

    fn renew(&self, _: RecordKind, _: &str, _: Duration) -> Result<(), Error> {
        Err(Error::unsupported("not needed"))
    }

    fn remove(&self, _: RecordKind, _: &str, _: Duration) -> Result<(), Error> {
        Err(Error::unsupported("not needed"))
    }

    fn record(&self, kind: RecordKind, id: &str, within: Duration) -> Result<Record, Error> {
        self.0.record(kind, id, within)
    }

    fn records(&self, kind: RecordKind, within: Duration) -> Result<Records, Error> {
        self.0.records(kind, within)
    }

    fn watch_records(&self, kind: RecordKind, patience: Duration) -> Result<Box<dyn Watch>, Error> {
        self.0.watch_records(kind, patience)
    }
}

impl WriteStore for Wrapped {
    fn init(&self, text: &str, line: &str, within: Duration) -> Result<Version, Error> {
        self.0.init(text, line, within)
    }

    fn write(&self, write: &Write<'_>, within: Duration) -> Result<Revision, Error> {
        let meanwhile = self.1.meanwhile.lock().expect("no test panics").pop();
        if let Some(meanwhile) = meanwhile {
            meanwhile(&self.0);
        }
        let revision = self.0.write(write, within)?;
        if std::mem::take(&mut *self.1.loses_answer.lock().expect("no test panics")) {
            return Err(Error::uncertain("the answer got lost"));
        }
        Ok(revision)
    }

    fn log(&self, after: Option<Revision>, at_most: usize, within: Duration) -> Result<Vec<LogEntry>, Error> {
        self.0.log(after, at_most, within)
    }

    fn replaced(&self, revision: Revision, within: Duration) -> Result<Option<String>, Error> {
        self.0.replaced(revision, within)
    }
}

/// A store in a directory of its own.
struct Shop {
    directory: TempDir,
    worst: Arc<Worst>,
}

impl Shop {
    fn new() -> Self {
        let shop = Self { directory: TempDir::new().expect("a directory can be made"), worst: Arc::default() };
        init_with(&shop.target(), TEXT, "toggles.toml").expect("the store is new");
        shop
    }

    fn engine(&self) -> FileStore {
        FileStore::new(self.directory.path().join("shop"))
    }

    fn store(&self) -> SharedStore {
        SharedStore::new(Wrapped(self.engine(), self.worst.clone()))
    }

    fn target(&self) -> Target<'static> {
        Target::new(Named::in_store(self.store()), Operator::absent(Notes::none()))
    }

    fn text(&self) -> String {
        self.store().document().expect("there is one").text
    }

    /// Writes `text` between the next read and write of an edit.
    fn meanwhile(&self, text: &'static str, line: &'static str) {
        let write = move |store: &FileStore| {
            let Reading::Document(document) = store.read(None, WITHIN).expect("there is one") else { return };
            let replaces = document.version().expect("it has one");
            store.write(&Write { text, line, replaces, builds: None }, WITHIN).expect("nobody else writes");
        };
        self.worst.meanwhile.lock().expect("no test panics").push(Box::new(write));
    }

    /// Sets a toggle, and returns the new entry with the revision, or the error.
    fn set(&self, name: &str, state: &str) -> String {
        set(&self.target(), name, state)
    }

    fn rows(&self) -> Vec<Row> {
        let named = Named::in_store(self.store());
        let history = history(&named, &Filter::default(), Notes::none()).expect("it can be read");
        let row = |event| match event {
            Event::Change(row) => *row,
            Event::Outside(_) => panic!("a store has no outside edits"),
        };
        history.changes.into_iter().map(row).collect()
    }
}

fn set(target: &Target<'_>, name: &str, state: &str) -> String {
    let made = || {
        let change = Change::set(name, &NewState::plain(state), false, target)?;
        let report = edit::make(&change)?;
        let after = report.after.as_ref().map(ToString::to_string).unwrap_or_default();
        anyhow::Ok(format!("{after} {} {}", report.revision.unwrap_or_default(), report.changed))
    };
    made().unwrap_or_else(|error| format!("{error:#}"))
}

#[test]
fn set_writes_one_revision_and_one_line() {
    let shop = Shop::new();
    assert_eq!(shop.set("mail", "on"), "on 2 true");
    assert_eq!(shop.text(), TEXT.replace("mail = false", "mail = true"));
    assert_eq!(shop.set("mail", "on"), "on 2 false");
    let rows = shop.rows();
    let shown: Vec<_> = rows.iter().map(|row| (row.revision, row.toggle.as_str(), row.after.as_deref())).collect();
    assert_eq!(shown, [(Some(1), "", None), (Some(2), "mail", Some("on"))]);
}

#[test]
fn request_is_applied_again_after_another_write() {
    let shop = Shop::new();
    shop.meanwhile("# theirs\nmail = false\npay = \"50%\"\n", "{}");
    assert_eq!(shop.set("mail", "on"), "on 3 true");
    assert_eq!(shop.text(), "# theirs\nmail = true\npay = \"50%\"\n");
}

#[test]
fn same_entry_changed_by_other_is_refused() {
    let shop = Shop::new();
    let line = r#"{"format":"cargo-toggle/audit","version":3,"at":"2026-12-01T10:00:00.000Z","who":"ada","action":"set",
        "toggle":"mail","before":"off","after":"25%","reason":null,"file":"file://shop","change":"4be1"}"#;
    let line: &str = Box::leak(line.replace("\n        ", "").into_boxed_str());
    shop.meanwhile("mail = \"25%\"\npay = \"10%\"\n", line);
    assert_eq!(
        shop.set("mail", "on"),
        "file://shop: `mail` has been changed in the meantime, from off to 25%, by ada at 2026-12-01T10:00:00.000Z \
         (revision 2); nothing was changed here"
    );
    assert_eq!(shop.text(), "mail = \"25%\"\npay = \"10%\"\n");
}

#[test]
fn unknown_writer_of_same_entry_is_not_named() {
    let shop = Shop::new();
    shop.meanwhile("mail = \"25%\"\n", "by hand");
    let refused = "file://shop: `mail` has been changed in the meantime, from off to 25%; nothing was changed here";
    assert_eq!(shop.set("mail", "on"), refused);
}

#[test]
fn same_change_by_other_is_no_change() {
    let shop = Shop::new();
    shop.meanwhile("mail = true\n", "{}");
    assert_eq!(shop.set("mail", "on"), "on 2 false");
}

#[test]
fn lost_answer_is_settled_by_the_log() {
    let shop = Shop::new();
    *shop.worst.loses_answer.lock().expect("no test panics") = true;
    assert_eq!(shop.set("mail", "on"), "on 2 true");
    assert_eq!(shop.rows().len(), 2);
}

#[test]
fn constant_conflicts_end_after_the_wait() {
    let shop = Shop::new();
    shop.meanwhile("mail = false # a\n", "{}");
    let mut target = shop.target();
    target.wait = 0;
    assert_eq!(set(&target, "mail", "on"), "file://shop: keeps changing; nothing was changed here");
}

#[test]
fn store_made_again_meanwhile_is_refused() {
    let shop = Shop::new();
    let again = |store: &FileStore| {
        std::fs::remove_dir_all(store.directory()).expect("it is there");
        store.init("mail = false\n", "{}", WITHIN).expect("it is gone");
    };
    shop.worst.meanwhile.lock().expect("no test panics").push(Box::new(again));
    let refused = shop.set("mail", "on");
    assert!(refused.starts_with("file://shop: the document belongs to another lineage"), "{refused}");
}

#[test]
fn build_that_registers_meanwhile_delays_write() {
    let shop = Shop::new();
    shop.engine().put(RecordKind::Build, "one", b"1", None, WITHIN).expect("it can be written");
    let registers = |store: &FileStore| {
        store.put(RecordKind::Build, "two", b"2", None, WITHIN).expect("it can be written");
    };
    shop.worst.meanwhile.lock().expect("no test panics").push(Box::new(registers));
    assert_eq!(shop.set("mail", "on"), "on 2 true");
}

#[test]
fn writers_at_the_same_time_lose_no_change() {
    let shop = Shop::new();
    let target = |number: usize| {
        let mut target = shop.target();
        target.actor = Some(format!("writer-{number}"));
        target.wait = 120;
        target
    };
    thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                for number in 0..20 {
                    let set = set(&target(writer), &format!("toggle-{writer}-{number}"), "on");
                    assert!(set.ends_with(" true"), "{set}");
                }
            });
        }
    });
    let rows = shop.rows();
    let revisions: Vec<u64> = rows.iter().filter_map(|row| row.revision).collect();
    assert_eq!(revisions, (1..=161).collect::<Vec<u64>>());
    for (writer, number) in (0..8).flat_map(|writer| (0..20).map(move |number| (writer, number))) {
        let name = format!("toggle-{writer}-{number}");
        let lines: Vec<&Row> = rows.iter().filter(|row| row.toggle == name).collect();
        assert!(matches!(lines[..], [row] if row.actor == Some(format!("writer-{writer}"))), "{name}");
        assert!(shop.text().contains(&format!("{name} = true\n")), "{name}");
    }
}

#[test]
fn undo_restores_the_entry_with_its_comment() {
    let shop = Shop::new();
    shop.set("mail", "on");
    shop.set("pay", "50%");
    let report = undo(&shop.target(), Some("2")).expect("nobody has changed it");
    assert_eq!((report.revision, report.toggles[0].toggle.as_str()), (Some(4), "mail"));
    assert_eq!(shop.text(), TEXT.replace("10%", "50%"));
    assert_eq!(shop.rows()[3].undoes, Some(shop.rows()[1].change.clone()));
}

#[test]
fn undo_of_entry_changed_since_is_refused() {
    let shop = Shop::new();
    let mut target = shop.target();
    target.actor = Some("ada".to_owned());
    shop.set("mail", "on");
    set(&target, "mail", "25%");
    let error = undo(&shop.target(), Some("2")).expect_err("it was changed since").to_string();
    let expected = "file://shop: `mail` has been changed since revision 2, by ada (";
    assert!(error.starts_with(expected) && error.contains("(revision 3); undo that first"), "{error}");
}

#[test]
fn undo_without_name_undoes_the_last_write() {
    let shop = Shop::new();
    shop.set("mail", "on");
    undo(&shop.target(), None).expect("nobody has changed it");
    assert_eq!(shop.text(), TEXT);
    let error = undo(&shop.target(), Some("1")).expect_err("it is the first");
    assert_eq!(error.to_string(), "file://shop: revision 1 made the document, which stays");
    let error = undo(&shop.target(), Some("9")).expect_err("there is none");
    assert_eq!(error.to_string(), "file://shop: the log has no revision `9`; `cargo toggle log` shows them");
}

#[test]
fn init_refuses_a_second_document() {
    let shop = Shop::new();
    let error = init_with(&shop.target(), TEXT, "toggles.toml").expect_err("there is one");
    assert_eq!(error.to_string(), "file://shop: the store has a document at revision 1 already, which stays");
}

#[test]
fn init_refuses_a_mistaken_document() {
    let directory = TempDir::new().expect("a directory can be made");
    let store = SharedStore::new(FileStore::new(directory.path().join("shop")));
    let target = Target::new(Named::in_store(store), Operator::absent(Notes::none()));
    for (text, expected) in [
        ("mail = \"101%\"\n", "t.toml: nothing mistaken may get into a store: 1:1: `mail`: "),
        ("[environment.p]\nmail = { rollout = 5 }\n", "t.toml: nothing mistaken may get into a store: 2:"),
        ("mail = \n", "t.toml:1:"),
    ] {
        let error = init_with(&target, text, "t.toml").expect_err("it has a mistake").to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(!directory.path().join("shop").exists());
}

#[test]
fn missing_document_names_the_command() {
    let directory = TempDir::new().expect("a directory can be made");
    let store = SharedStore::new(FileStore::new(directory.path()));
    let target = Target::new(Named::in_store(store), Operator::absent(Notes::none()));
    let error = set(&target, "mail", "on");
    assert!(error.ends_with("; `cargo toggle init` makes the document"), "{error}");
}
