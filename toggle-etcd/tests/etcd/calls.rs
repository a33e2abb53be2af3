//! Each call against one server.

use std::time::Duration;

use toggle_etcd::client::{Client, Compare, Operation, Query, Range, Wake};

use crate::support::{Server, WITHIN, put, put_numbers, value, wait_for};

/// Returns whether a condition holds.
#[track_caller]
fn holds(client: &Client, condition: Compare) -> bool {
    client.transaction([condition], [], [], WITHIN).expect("a transaction").succeeded
}

#[test]
#[ignore = "needs etcd"]
fn read_returns_values_and_revisions() {
    let server = Server::start();
    let client = server.client("");
    let first = put(&client, "k", "one");
    let second = put(&client, "k", "two");
    let reading = client.range(&Range::key("k"), WITHIN).expect("a read");
    assert_eq!(reading.revision, second);
    let entry = &reading.entries[0];
    assert_eq!((&entry.value[..], entry.version), (&b"two"[..], 2));
    assert_eq!((entry.create_revision, entry.mod_revision), (first, second));
}

#[test]
#[ignore = "needs etcd"]
fn long_range_is_read_whole_and_in_order() {
    let server = Server::start();
    let client = server.client("");
    for start in (0..180).step_by(60) {
        let writes = (start..start + 60).map(|number| Operation::put(format!("p/{number:03}"), "v", 0));
        assert!(client.transaction([], writes, [], WITHIN).expect("a write").succeeded);
    }
    put(&client, "p0", "outside");
    let keys = client.range(&Range::below("p/"), WITHIN).expect("a read").entries.into_iter().map(|entry| entry.key);
    assert!(keys.eq((0..180).map(|number| format!("p/{number:03}").into_bytes())));
}

#[test]
#[ignore = "needs etcd"]
fn transaction_compares_all_that_a_key_has() {
    let server = Server::start();
    let client = server.client("");
    let created = put(&client, "k", "one");
    let changed = put(&client, "k", "two");
    assert!(holds(&client, Compare::value("k", "two")) && !holds(&client, Compare::value("k", "one")));
    assert!(holds(&client, Compare::version("k", 2)) && !holds(&client, Compare::version("k", 1)));
    assert!(holds(&client, Compare::create_revision("k", created)));
    assert!(!holds(&client, Compare::create_revision("k", changed)));
    assert!(holds(&client, Compare::mod_revision("k", changed)));
    assert!(!holds(&client, Compare::mod_revision("k", created)));
    assert!(holds(&client, Compare::version("missing", 0)) && !holds(&client, Compare::value("missing", "")));
}

#[test]
#[ignore = "needs etcd"]
fn transaction_compares_a_range_of_keys() {
    let server = Server::start();
    let client = server.client("");
    let before = put(&client, "builds/a", "1");
    let unchanged = |revision| holds(&client, Compare::not_written_since(Range::below("builds/"), revision));
    put(&client, "elsewhere", "1");
    assert!(unchanged(before));
    assert!(holds(&client, Compare::not_written_since(Range::below("nothing/"), before)));
    let after = put(&client, "builds/b", "1");
    assert!(!unchanged(before) && unchanged(after));
}

#[test]
#[ignore = "needs etcd"]
fn transaction_runs_one_of_two_lists() {
    let server = Server::start();
    let client = server.client("");
    put(&client, "k", "one");
    let write = |expected: &str| {
        let then = [Operation::put("k", "new", 0), Operation::put("log", "line", 0)];
        let otherwise = [Operation::from(Query::new(&Range::key("k")))];
        client.transaction([Compare::value("k", expected)], then, otherwise, WITHIN).expect("a transaction")
    };
    let refused = write("other");
    assert!(!refused.succeeded);
    assert_eq!(refused.readings[0].entries[0].value, b"one");
    assert!(write("one").succeeded);
    assert_eq!((value(&client, "k"), value(&client, "log")), (Some("new".into()), Some("line".into())));
}

#[test]
#[ignore = "needs etcd"]
fn delete_and_last_keys_work_on_ranges() {
    let server = Server::start();
    let client = server.client("");
    for number in 1..=3 {
        put(&client, &format!("log/{number}"), "line");
    }
    let operations = [Operation::delete(Range::key("log/1")), Query::new(&Range::below("log/")).last(1).into()];
    let outcome = client.transaction([], operations, [], WITHIN).expect("a transaction");
    assert_eq!(outcome.readings[0].entries[0].key, b"log/3");
    assert_eq!(value(&client, "log/1"), None);
}

#[test]
#[ignore = "needs etcd"]
fn too_large_request_is_an_error_of_its_own() {
    let server = Server::start();
    let client = server.client("");
    for bytes in [1_600_000, 3_000_000] {
        let write = [Operation::put("k", vec![b'x'; bytes], 0)];
        let error = client.transaction([], write, [], WITHIN).expect_err("more than etcd allows");
        assert!(error.is_too_large() && !error.is_unavailable(), "{error}");
    }
}

#[test]
#[ignore = "needs etcd"]
fn watch_reports_changes_of_its_keys_only() {
    let server = Server::start();
    let client = server.client("");
    let ranges = [Range::key("document"), Range::below("builds/")];
    let mut watch = client.watch(ranges, WITHIN).expect("a watch");
    put(&client, "documents", "other");
    let revision = put(&client, "document", "new");
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(revision));
    let revision = put(&client, "builds/1", "new");
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(revision));
    assert_eq!(watch.wait(Duration::ZERO).expect("no change"), Wake::Quiet);
}

#[test]
#[ignore = "needs etcd"]
fn watch_merges_changes_of_a_slow_reader() {
    let server = Server::start();
    let client = server.client("");
    let mut watch = client.watch([Range::key("k")], WITHIN).expect("a watch");
    let newest = put_numbers(&client, "k", 20);
    wait_for("the newest revision", || watch.heard().0 >= newest);
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(newest));
    assert_eq!(watch.wait(Duration::ZERO).expect("no change"), Wake::Quiet);
}

#[test]
#[ignore = "needs etcd"]
fn quiet_watch_outlives_its_patience() {
    let server = Server::start();
    let client = server.client("");
    let patience = Duration::from_millis(1500);
    let mut watch = client.watch([Range::key("k")], patience).expect("a watch");
    assert_eq!(watch.wait(patience * 3).expect("the server answers"), Wake::Quiet);
    let revision = put(&client, "k", "new");
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(revision));
}

#[test]
#[ignore = "needs etcd"]
fn keys_end_with_their_lease() {
    let server = Server::start();
    let client = server.client("");
    let lease = client.lease_grant(Duration::from_secs(30), WITHIN).expect("a lease");
    assert_eq!(client.lease_keep_alive(lease.id, WITHIN).expect("a living lease"), lease.ttl);
    let put = Operation::put("instances/1", "x", lease.id);
    assert!(client.transaction([], [put], [], WITHIN).expect("a write").succeeded);
    assert_eq!(value(&client, "instances/1").as_deref(), Some("x"));
    client.lease_revoke(lease.id, WITHIN).expect("a living lease");
    assert_eq!(value(&client, "instances/1"), None);
    for error in [
        client.lease_keep_alive(lease.id, WITHIN).expect_err("no lease"),
        client.lease_revoke(lease.id, WITHIN).expect_err("no lease"),
        client.transaction([], [Operation::put("instances/1", "x", lease.id)], [], WITHIN).expect_err("no lease"),
    ] {
        assert!(error.is_lease_gone(), "{error}");
    }
}

#[test]
#[ignore = "needs etcd"]
fn lease_ends_unless_it_is_kept_alive() {
    let server = Server::start();
    let client = server.client("");
    let lease = client.lease_grant(Duration::from_secs(1), WITHIN).expect("a lease");
    let mut watch = client.watch([Range::key("instances/1")], WITHIN).expect("a watch");
    let put = Operation::put("instances/1", "x", lease.id);
    assert!(client.transaction([], [put], [], WITHIN).expect("a write").succeeded);
    assert!(matches!(watch.wait(WITHIN).expect("the write"), Wake::Changed(_)));
    assert!(matches!(watch.wait(WITHIN).expect("the end"), Wake::Changed(_)));
    assert_eq!(value(&client, "instances/1"), None);
}

#[test]
#[ignore = "needs etcd"]
fn clones_of_a_client_share_one_connection() {
    let server = Server::start();
    let client = server.client("");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                for write in 0..10 {
                    put(&client, &format!("k/{thread}/{write}"), "x");
                }
            });
        }
    });
    assert_eq!(client.range(&Range::below("k/"), WITHIN).expect("a read").entries.len(), 80);
}
