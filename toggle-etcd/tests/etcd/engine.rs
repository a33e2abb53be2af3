//! The engine beyond the suite for all engines: accounts, sizes, the length of the log, and restarts.

use std::time::Duration;

use toggle_etcd::{
    Etcd,
    client::{Client, Operation, Query, Range},
};
use toggle_store::{
    Conflict, KEPT_ENTRIES, KEPT_TEXTS, MAX_DOCUMENT, Reading, RecordKind, RecordStore, Store, Version, Wake, Write,
    WriteStore, write_once,
};

use crate::{
    access::restricted,
    support::{Server, WITHIN, wait_for},
};

const OFF: &str = "new-checkout = false\n";
const ON: &str = "new-checkout = true\n";

#[track_caller]
fn engine(server: &Server, credentials: &str) -> Etcd {
    Etcd::from_url(&format!("etcd://{credentials}{}/shop", server.host)).expect("a valid URL")
}

#[track_caller]
fn count(client: &Client, prefix: &str) -> usize {
    let query = Query::new(&Range::below(prefix)).count_only();
    client.read([], [query], WITHIN).expect("a read").readings[0].count
}

#[track_caller]
fn text(store: &Etcd) -> String {
    match store.read(None, WITHIN).expect("a document") {
        Reading::Document(document) => document.text().expect("a text").to_owned(),
        Reading::Unchanged => panic!("no document is known"),
    }
}

#[test]
#[ignore = "needs etcd"]
fn service_account_follows_and_registers() {
    let server = restricted();
    let (operator, service) = (engine(&server, "ada:lion@"), engine(&server, "shop:tiger@"));
    let version = operator.init(OFF, "1", WITHIN).expect("a new store");
    let mut watch = service.watch(WITHIN).expect("a watch");
    assert_eq!(text(&service), OFF);
    service.put(RecordKind::Build, "b1", b"list", None, WITHIN).expect("a build");
    let lifetime = Some(Duration::from_secs(30));
    service.put(RecordKind::Instance, "i1", b"state", lifetime, WITHIN).expect("an instance");
    service.put(RecordKind::Instance, "i1", b"other", lifetime, WITHIN).expect("an instance");
    service.renew(RecordKind::Instance, "i1", WITHIN).expect("an instance");
    service.remove(RecordKind::Build, "b1", WITHIN).expect("a build");

    let write = Write { text: ON, line: "2", replaces: &version, builds: None };
    let denied = [
        service.write(&write, WITHIN).map(drop),
        service.init(ON, "2", WITHIN).map(drop),
        service.log(None, 1, WITHIN).map(drop),
        service.put(RecordKind::Request, "r1", b"", None, WITHIN),
    ];
    for error in denied {
        let error = error.expect_err("no right");
        assert!(error.is_denied(), "{error}");
        assert!(!format!("{error} {error:?}").contains("tiger"), "{error}");
    }
    assert_eq!(watch.wait(Duration::ZERO).expect("a watch"), Wake::Quiet);
    operator.write(&write, WITHIN).expect("a write");
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Look);
    assert_eq!(text(&service), ON);
    assert!(!format!("{service:?} {}", service.name()).contains("shop:"));
}

#[test]
#[ignore = "needs etcd"]
fn replaced_text_of_any_size_is_kept() {
    let server = Server::start();
    let store = engine(&server, "");
    let mut state = 1_u64;
    let mut random = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from(state >> 60).expect("4 bits"))
    };
    let large: String = std::iter::once('#').chain((1..MAX_DOCUMENT).map(&mut random)).collect();
    let mut version = store.init(&large, "1", WITHIN).expect("a new store");
    let other = format!("#{}", &large[..MAX_DOCUMENT - 1]);
    let writes = [other, ON.to_owned(), large.clone()];
    let mut before = large;
    for text in writes {
        let write = Write { text: &text, line: "2", replaces: &version, builds: None };
        version.revision = store.write(&write, WITHIN).expect("a write");
        assert!(store.replaced(version.revision, WITHIN).expect("a read").as_ref() == Some(&before));
        before = text;
    }
}

#[test]
#[ignore = "needs etcd"]
fn refused_large_write_leaves_the_document() {
    let server = Server::start();
    let store = engine(&server, "");
    let large = "#".repeat(MAX_DOCUMENT);
    let version = store.init(&large, "1", WITHIN).expect("a new store");
    let builds = store.records(RecordKind::Build, WITHIN).expect("no builds").mark;
    store.put(RecordKind::Build, "b1", b"", None, WITHIN).expect("a build");
    let write = Write { text: &large, line: "2", replaces: &version, builds: Some(&builds) };
    let error = store.write(&write, WITHIN).expect_err("another build");
    assert_eq!(error.as_conflict(), Some(Conflict::Builds));
    assert_eq!(store.log(None, 9, WITHIN).expect("a log").len(), 1);
    let write = Write { builds: None, ..write };
    let revision = store.write(&write, WITHIN).expect("a write");
    assert_eq!(store.replaced(revision, WITHIN).expect("a read"), Some(large));
}

#[test]
#[ignore = "needs etcd"]
fn log_keeps_the_last_entries() {
    let server = Server::start();
    let (store, client) = (engine(&server, ""), server.client(""));
    let version = store.init(OFF, "begin", WITHIN).expect("a new store");
    // The keys sort between those of the first entry and of the next one.
    let kept = usize::try_from(KEPT_ENTRIES).expect("a small number");
    let entries: Vec<_> = (0..kept + 20).map(|entry| format!("/toggles/shop/log/{:020}.{entry:06}", 0)).collect();
    for keys in entries.chunks(100) {
        let puts = keys.iter().map(|key| Operation::put(key.as_str(), "old", 0));
        client.transaction([], puts, [], WITHIN).expect("entries");
    }
    let write = Write { text: ON, line: "new", replaces: &version, builds: None };
    store.write(&write, WITHIN).expect("a write");
    assert_eq!(count(&client, "/toggles/shop/log/"), kept);
    let log = store.log(None, usize::MAX, WITHIN).expect("a log");
    assert_eq!((log.len(), &*log[0].line, &*log[kept - 1].line), (kept, "old", "new"));
    assert_eq!(store.log(Some(version.revision), 9, WITHIN).expect("a log").len(), 9);
    assert!(count(&client, "/toggles/shop/replaced/") <= usize::try_from(KEPT_TEXTS).expect("a small number"));
}

#[test]
#[ignore = "needs etcd"]
fn killed_server_loses_no_confirmed_write() {
    let mut server = Server::start();
    let store = engine(&server, "");
    let mut version = store.init(OFF, "0", WITHIN).expect("a new store");
    for number in 1..=6 {
        let (text, line) = (format!("# {number}\n"), number.to_string());
        let write = Write { text: &text, line: &line, replaces: &version, builds: None };
        version.revision = write_once(&store, &write, WITHIN).expect("a write");
        server.kill();
        server.restart();
        wait_for("the server", || store.read(None, WITHIN).is_ok());
        let Reading::Document(document) = store.read(None, WITHIN).expect("a document") else { panic!("a document") };
        let now: &Version = document.version().expect("a version");
        assert_eq!((now, document.text().expect("a text")), (&version, &*text));
    }
    assert_eq!(store.log(None, 99, WITHIN).expect("a log").len(), 7);
}

#[test]
#[ignore = "needs etcd"]
fn namespaces_are_apart() {
    let server = Server::start();
    let shop = engine(&server, "");
    let other = Etcd::from_url(&format!("etcd://{}/shop-2", server.host)).expect("a valid URL");
    shop.init(OFF, "1", WITHIN).expect("a new store");
    assert!(other.read(None, WITHIN).expect_err("no document").is_missing());
    other.init(ON, "1", WITHIN).expect("a new store");
    other.put(RecordKind::Build, "b", b"", None, WITHIN).expect("a build");
    assert_eq!((text(&shop), text(&other)), (OFF.to_owned(), ON.to_owned()));
    assert!(shop.records(RecordKind::Build, WITHIN).expect("no builds").records.is_empty());
}
