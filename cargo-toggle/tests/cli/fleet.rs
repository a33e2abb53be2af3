//! `fleet` lists the processes that have registered themselves in a store, and what differs between them.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use toggle_store::{FileStore, RecordKind, RecordStore, Version, Write, WriteStore};

use crate::support::{Run, Scratch};

const WITHIN: Duration = Duration::from_secs(5);
const FIRST: &str = "mail = true\nsearch = 5\n[environment.production]\nold = true\n";

/// A store with a document at revision 2.
struct Case {
    scratch: Scratch,
    store: FileStore,
}

impl Case {
    fn new() -> Self {
        let scratch = Scratch::new();
        let store = FileStore::new(scratch.path().join("shop"));
        let first = store.init(FIRST, &line("2026-05-20T12:00:00Z"), WITHIN).expect("it can be made");
        let case = Self { scratch, store };
        case.write(&format!("{FIRST}# changed\n"), &first);
        case
    }

    fn write(&self, text: &str, replaces: &Version) {
        let line = line("2026-05-20T12:01:00Z");
        let write = Write { text, line: &line, replaces, builds: None };
        self.store.write(&write, WITHIN).expect("it can be written");
    }

    fn put(&self, kind: RecordKind, record: &Value) {
        let id = record["id"].as_str().expect("it has an id");
        self.store.put(kind, id, record.to_string().as_bytes(), None, WITHIN).expect("it can be written");
    }

    fn instance(&self, id: &str, more: &Value) {
        let mut record = json!({
            "format": 1, "id": id, "program": "shop", "version": "1.2.0", "build": "one", "host": "a", "pid": 7,
            "since": "2026-05-20T12:00:30Z", "written": "2026-05-20T12:01:01Z", "environment": "production",
            "revision": "2", "of-a-later-version": {}
        });
        for (field, value) in more.as_object().expect("fields") {
            record[field] = value.clone();
        }
        self.put(RecordKind::Instance, &record);
    }

    fn build(&self, id: &str, program: &str, ty: &str) {
        let toggles = json!([{ "name": "mail", "type": "", "default": "off" }, { "name": "search", "type": ty }]);
        self.put(RecordKind::Build, &json!({ "format": 1, "id": id, "program": program, "toggles": toggles }));
    }

    fn fleet(&self, arguments: &[&str]) -> Run {
        let url = format!("file://{}", self.store.directory().display());
        let mut command = self.scratch.command(&[&["fleet"], arguments].concat());
        Run::of(command.env("TOGGLE_STORE", url))
    }

    fn json(&self) -> Value {
        let run = self.fleet(&["--format", "json"]);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        run.json("fleet")
    }

    /// Returns the table with the age and the path replaced.
    fn table(&self) -> String {
        let text = self.fleet(&[]).fine();
        text.replace(&self.store.directory().display().to_string(), "/shop")
    }
}

fn line(at: &str) -> String {
    json!({ "at": at, "who": "ada" }).to_string()
}

#[test]
fn store_without_processes_is_described() {
    let case = Case::new();
    let expected = "\
0 of 0 instances of file:///shop with revision 2
warning: no live build has these toggles of the document: `mail`, `old`, `search`
";
    assert_eq!(case.table(), expected);
    let json = case.json();
    assert_eq!((&json["instances"], &json["unreadable"]), (&json!([]), &json!([])));
}

#[test]
fn instances_are_listed_with_their_differences() {
    let case = Case::new();
    case.build("one", "shop", "integer");
    case.build("two", "cart", "float");
    case.build("three", "unused", "text");
    case.instance("a", &json!({}));
    case.instance(
        "b",
        &json!({
            "program": "cart", "version": null, "build": "two", "pid": 8, "revision": "1",
            "problems": { "count": 7, "first": [{ "problem": "invalid-state", "name": "mail" }] },
            "tripped": [{ "toggle": "mail", "counts": { "calls": 9, "errors": 3, "panics": 1, "slow": 0 } }],
            "overrides": [{ "toggle": "search", "by": "environment" }, { "toggle": "others", "by": "program" }]
        }),
    );
    case.instance("c", &json!({ "pid": 9, "written": "2026-05-20T12:00:20Z" }));
    case.instance("d", &json!({ "pid": 10, "written": "2100-05-20T12:00:20Z", "since": "2100-05-20T12:00:20Z" }));
    let json = case.json();
    assert_eq!(json["revision"], 2);
    let facts: Vec<Value> = json["instances"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| json!([one["pid"], one["revision"], one["behind"], one["skew"].as_i64().map(i64::signum)]))
        .collect();
    assert_eq!(facts, [json!([8, 1, 1, null]), json!([7, 2, 0, null]), json!([9, 2, 0, -1]), json!([10, 2, 0, 1])]);
    assert_eq!(json["instances"][0]["overrides"], json!([{ "toggle": "search", "by": "environment" }]));
    assert_eq!(json["instances"][0]["tripped"][0]["failures"], 4);
    assert_eq!(json["unused"], json!(["old"]));
    let builds = json!([
        { "id": "two", "program": "cart", "toggles": 2, "instances": 1 },
        { "id": "one", "program": "shop", "toggles": 2, "instances": 3 }
    ]);
    assert_eq!(json["builds"], builds);
    let types = json!([{ "type": "integer", "builds": ["one"] }, { "type": "float", "builds": ["two"] }]);
    assert_eq!(json["conflicts"], json!([{ "toggle": "search", "types": types }]));

    let table = case.table();
    for part in [
        "program  version  host  pid  environment  revision     age",
        "cart              a     8    production   1, 1 behind",
        "invalid-state (mail), 6 more  mail tripped (4 of 9 failed)  search by env\n",
        "\n3 of 4 instances of file:///shop with revision 2\n",
        "warning: the clock of shop on a (process 9) is at least 40 s behind\n",
        "warning: the clock of shop on a (process 10) is at least ",
        "warning: no live build has these toggles of the document: `old`\n",
        "warning: builds disagree on the type of `search`: integer (shop one); float (cart two)\n",
    ] {
        assert!(table.contains(part), "{part}\n{table}");
    }
}

#[test]
fn unreadable_records_are_reported() {
    let case = Case::new();
    case.build("one", "shop", "integer");
    case.instance("a", &json!({}));
    case.put(RecordKind::Instance, &json!({ "format": 2, "id": "later" }));
    fs::write(case.store.directory().join("instances/broken"), "").expect("it can be written");
    let json = case.json();
    assert_eq!(json["instances"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["unused"], Value::Null);
    let reason = "it has format version 2, and this program reads 1";
    assert_eq!(json["unreadable"][1], json!({ "kind": "instances", "id": "later", "reason": reason }));
    let table = case.table();
    assert!(table.contains("warning: instances/broken cannot be read: it is malformed: "), "{table}");
    assert!(table.contains("warning: the build of an instance is not known, "), "{table}");
}

#[test]
fn store_that_cannot_be_read_is_an_error() {
    let scratch = Scratch::new();
    let refused = |url: &str| scratch.toggle(&["fleet", "--store", url]).refused();
    let message = "error: a store: the URL has no `://`; expected `file:///DIRECTORY`, ";
    assert!(refused("secret").starts_with(message), "a URL is expected");
    for scheme in ["https", "redis"] {
        let message = refused(&format!("{scheme}://ada:secret@host/x"));
        let expected = format!("error: no engine opens a store with the scheme `{scheme}`; expected ");
        assert!(message.starts_with(&expected) && !message.contains("secret"), "{message}");
    }
    assert!(refused("file:///missing/shop").contains("file:///missing/shop: "), "the store is named");
    assert!(scratch.toggle(&["fleet"]).refused().contains("--store <URL>"));
}
