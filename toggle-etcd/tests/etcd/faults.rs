//! One server that stalls, dies, forgets or is not there.

use std::time::{Duration, Instant};

use toggle_etcd::client::{Operation, Range, Wake};

use crate::support::{Server, WITHIN, client, end_of, put, put_numbers, value, wait_for};

const PATIENCE: Duration = Duration::from_secs(2);

#[test]
#[ignore = "needs etcd"]
fn frozen_server_ends_the_watch() {
    let server = Server::start();
    let client = server.client("");
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    server.freeze();
    let (after, error) = end_of(&mut watch);
    assert!(error.is_unavailable() && error.to_string().contains("does not answer"), "{error}");
    assert!(after < PATIENCE * 2, "{after:?}");

    let start = Instant::now();
    let error = client.range(&Range::key("k"), PATIENCE).expect_err("a frozen server");
    assert!(error.is_unavailable(), "{error}");
    assert!(start.elapsed() < PATIENCE * 2, "{:?}", start.elapsed());

    server.thaw();
    wait_for("the server", || client.range(&Range::key("k"), PATIENCE).is_ok());
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    put(&client, "k", "new");
    assert!(matches!(watch.wait(WITHIN).expect("a change"), Wake::Changed(_)));
}

#[test]
#[ignore = "needs etcd"]
fn write_to_a_frozen_server_is_uncertain() {
    let server = Server::start();
    let client = server.client("");
    put(&client, "k", "old");
    server.freeze();
    let write = client.transaction([], [Operation::put("k", "new", 0)], [], PATIENCE);
    assert!(write.expect_err("a frozen server").is_uncertain());
    server.thaw();
    // The server may find the request in its socket, or drop it with the connection.
    wait_for("the server", || client.range(&Range::key("k"), PATIENCE).is_ok());
}

#[test]
#[ignore = "needs etcd"]
fn killed_server_is_reported_and_found_again() {
    let mut server = Server::start();
    let client = server.client("");
    put(&client, "k", "old");
    let mut watch = client.watch([Range::key("k")], WITHIN).expect("a watch");
    server.kill();
    let (after, error) = end_of(&mut watch);
    assert!(error.is_unavailable(), "{error}");
    assert!(after < PATIENCE, "{after:?}");
    let error = client.range(&Range::key("k"), WITHIN).expect_err("no server");
    assert!(error.is_unavailable() && !error.is_uncertain(), "{error}");
    assert!(error.to_string().contains("cannot connect"), "{error}");
    let write = client.transaction([], [Operation::put("k", "new", 0)], [], WITHIN);
    assert!(!write.expect_err("no server").is_uncertain());
    server.restart();
    wait_for("the server", || client.range(&Range::key("k"), WITHIN).is_ok());
    assert_eq!(value(&client, "k").as_deref(), Some("old"));
}

#[test]
#[ignore = "needs etcd"]
fn missing_server_is_refused_at_once() {
    let mut server = Server::start();
    server.kill();
    let start = Instant::now();
    let error = server.client("shop:tiger@").range(&Range::key("k"), WITHIN).expect_err("no server");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(error.is_unavailable() && !error.is_uncertain(), "{error}");
    assert!(!format!("{error} {error:?}").contains("tiger"), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn silent_port_takes_only_the_given_time() {
    // The kernel accepts the connection, and nobody answers.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    for url in [format!("etcd://{address}/shop"), format!("etcd://shop:tiger@{address}/shop")] {
        let start = Instant::now();
        let error = client(&url).range(&Range::key("k"), PATIENCE).expect_err("nobody answers");
        assert!(error.is_unavailable() && start.elapsed() < PATIENCE * 2, "{error} after {:?}", start.elapsed());
        assert!(!format!("{error} {error:?}").contains("tiger"), "{error}");
        let start = Instant::now();
        assert!(client(&url).watch([Range::key("k")], PATIENCE).expect_err("nobody answers").is_unavailable());
        assert!(start.elapsed() < PATIENCE * 2, "{:?}", start.elapsed());
    }
}

#[test]
#[ignore = "needs etcd"]
fn unknown_host_is_unavailable() {
    let error = client("etcd://no-such-host.invalid/shop").range(&Range::key("k"), WITHIN).expect_err("no host");
    assert!(error.is_unavailable() && !error.is_uncertain(), "{error}");
}

#[test]
#[ignore = "needs etcd"]
fn compaction_leaves_an_up_to_date_watch_open() {
    let server = Server::start();
    let client = server.client("");
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    let newest = put_numbers(&client, "k", 30);
    server.control(&["compact", &newest.to_string()]);
    let newest = put(&client, "k", "last");
    wait_for("the newest revision", || watch.heard().0 >= newest);
    assert_eq!(watch.wait(WITHIN).expect("a change"), Wake::Changed(newest));
    assert_eq!(value(&client, "k").as_deref(), Some("last"));
}

#[test]
#[ignore = "needs etcd"]
fn compaction_during_a_stall_loses_no_state() {
    let mut server = Server::start();
    let client = server.client("");
    let writer = server.client("");
    let mut watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    server.freeze();
    end_of(&mut watch);
    server.thaw();
    wait_for("the server", || writer.range(&Range::key("k"), PATIENCE).is_ok());
    let newest = put_numbers(&writer, "k", 30);
    server.control(&["compact", "--physical", &newest.to_string()]);
    // A watch begins now and not at an old revision, so there is nothing that the compaction could have removed.
    let _watch = client.watch([Range::key("k")], PATIENCE).expect("a watch");
    assert_eq!(value(&client, "k").as_deref(), Some("29"));
    server.kill();
}

#[test]
#[ignore = "needs etcd"]
fn full_store_is_an_error_of_its_own() {
    let server = Server::start_with("http", &["--quota-backend-bytes".to_owned(), "200000".to_owned()]);
    let client = server.client("");
    wait_for("the server", || client.range(&Range::key("k"), WITHIN).is_ok());
    let fill = || client.transaction([], [Operation::put("k", vec![b'x'; 50_000], 0)], [], WITHIN);
    // The server counts what it has flushed.
    let mut error = None;
    wait_for("a full store", || {
        error = fill().err();
        error.is_some()
    });
    let error = error.expect("an error");
    assert!(error.is_out_of_space() && !error.is_uncertain(), "{error}");
    assert!(client.range(&Range::key("k"), WITHIN).is_ok());
}
