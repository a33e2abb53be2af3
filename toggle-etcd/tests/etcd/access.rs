//! Users, roles and passwords.

use std::fs;

use toggle_etcd::client::{Client, Error, Operation, Range};

use crate::support::{Server, WITHIN, client, put, value};

const DOCUMENT: &str = "/toggles/shop/document";
const LINEAGE: &str = "/toggles/shop/lineage";

/// Turns access control on, with an account for services and one for operators.
pub(crate) fn restricted() -> Server {
    let server = Server::start();
    let control = |words: &str| drop(server.control(&words.split(' ').collect::<Vec<_>>()));
    control("user add root:root-secret");
    control("user grant-role root root");
    control("role add service");
    control("role grant-permission service read /toggles/shop/document");
    control("role grant-permission service read /toggles/shop/lineage");
    control("role grant-permission service readwrite /toggles/shop/builds/ --prefix");
    control("role grant-permission service readwrite /toggles/shop/instances/ --prefix");
    control("user add shop:tiger");
    control("user grant-role shop service");
    control("role add operator");
    control("role grant-permission operator readwrite /toggles/shop/ --prefix");
    control("user add ada:lion");
    control("user grant-role ada operator");
    control("auth enable");
    server
}

/// Checks that an error is a refusal, and that it shows no password.
#[track_caller]
fn check_denied(error: &Error) {
    assert!(error.is_denied() && !error.is_unavailable() && !error.is_uncertain(), "{error}");
    check_hidden(&format!("{error} {error:?}"));
}

#[track_caller]
fn check_hidden(text: &str) {
    assert!(!["tiger", "lion", "secret"].iter().any(|password| text.contains(password)), "{text}");
}

#[track_caller]
fn try_write(client: &Client, key: &str) -> Result<(), Error> {
    client.transaction([], [Operation::put(key, "x", 0)], [], WITHIN).map(drop)
}

#[test]
#[ignore = "needs etcd"]
fn service_account_cannot_change_a_toggle() {
    let server = restricted();
    let operator = server.client("ada:lion@");
    put(&operator, DOCUMENT, "new-checkout = true\n");
    put(&operator, LINEAGE, "4be1");

    let service = server.client("shop:tiger@");
    assert_eq!(value(&service, DOCUMENT).as_deref(), Some("new-checkout = true\n"));
    assert_eq!(value(&service, LINEAGE).as_deref(), Some("4be1"));
    put(&service, "/toggles/shop/builds/1", "list");
    put(&service, "/toggles/shop/instances/1", "state");
    for key in [DOCUMENT, LINEAGE, "/toggles/shop/log/1", "/toggles/other/document", "/toggles/shop/builds"] {
        check_denied(&try_write(&service, key).expect_err("no right to write"));
    }
    let delete = [Operation::delete(Range::key(DOCUMENT))];
    check_denied(&service.transaction([], delete, [], WITHIN).expect_err("no right to delete"));
    check_denied(&service.range(&Range::below("/toggles/shop/log/"), WITHIN).expect_err("no right to read"));
    assert_eq!(value(&operator, DOCUMENT).as_deref(), Some("new-checkout = true\n"));
}

#[test]
#[ignore = "needs etcd"]
fn service_account_watches_the_document() {
    let server = restricted();
    let ranges = [Range::key(DOCUMENT), Range::key(LINEAGE)];
    let mut watch = server.client("shop:tiger@").watch(ranges, WITHIN).expect("a watch");
    put(&server.client("ada:lion@"), DOCUMENT, "new-checkout = true\n");
    watch.wait(WITHIN).expect("a change");
    let error = server.client("shop:tiger@").watch([Range::below("/toggles/other/")], WITHIN).expect_err("no right");
    check_denied(&error);
}

#[test]
#[ignore = "needs etcd"]
fn wrong_password_is_refused_and_not_shown() {
    let server = restricted();
    let client = server.client("shop:secret-tiger@");
    let error = client.range(&Range::key(DOCUMENT), WITHIN).expect_err("a wrong password");
    check_denied(&error);
    assert!(error.to_string().contains("`shop`"), "{error}");
    check_hidden(&format!("{client:?} {:?} {}", client.address(), client.address()));
}

#[test]
#[ignore = "needs etcd"]
fn missing_user_is_refused() {
    let server = restricted();
    check_denied(&server.client("").range(&Range::key(DOCUMENT), WITHIN).expect_err("no user"));
    check_denied(&server.client("").watch([Range::key(DOCUMENT)], WITHIN).expect_err("no user"));
}

#[test]
#[ignore = "needs etcd"]
fn password_is_read_from_its_file_each_time() {
    let server = restricted();
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("password");
    fs::write(&file, "not yet\n").expect("a file");
    let client = client(&format!("etcd://shop@{}/shop?password-file={}", server.host, file.display()));
    check_denied(&client.range(&Range::key(DOCUMENT), WITHIN).expect_err("a wrong password"));
    fs::write(&file, "tiger\n").expect("a file");
    client.range(&Range::key(DOCUMENT), WITHIN).expect("the right password");
    fs::remove_file(&file).expect("a file");
    client.range(&Range::key(DOCUMENT), WITHIN).expect("a token");
}

#[test]
#[ignore = "needs etcd"]
fn token_is_renewed_after_a_restart() {
    let mut server = restricted();
    let client = server.client("shop:tiger@");
    client.range(&Range::key(DOCUMENT), WITHIN).expect("a read");
    // The server keeps its simple tokens in memory.
    server.kill();
    server.restart();
    crate::support::wait_for("the server", || client.range(&Range::key(DOCUMENT), WITHIN).is_ok());
    client.watch([Range::key(DOCUMENT)], WITHIN).expect("a watch with a new token");
}

#[test]
#[ignore = "needs etcd"]
fn refused_token_is_renewed() {
    let server = restricted();
    let client = server.client("ada:lion@");
    let first = put(&client, DOCUMENT, "1");
    // Without access control there are no tokens, so the server forgets those that it has given.
    for _ in 0..2 {
        server.control_as_root(&["auth", "disable"]);
        server.control(&["auth", "enable"]);
        assert!(put(&client, DOCUMENT, "2") > first);
    }
    server.control_as_root(&["auth", "disable"]);
    server.control(&["auth", "enable"]);
    client.watch([Range::key(DOCUMENT)], WITHIN).expect("a watch with a new token");
}

#[test]
#[ignore = "needs etcd"]
fn changed_role_applies_to_a_running_client() {
    let server = restricted();
    let client = server.client("shop:tiger@");
    client.range(&Range::key(DOCUMENT), WITHIN).expect("a read");
    server.control_as_root(&["role", "revoke-permission", "service", DOCUMENT]);
    check_denied(&client.range(&Range::key(DOCUMENT), WITHIN).expect_err("no right to read"));
    client.range(&Range::key(LINEAGE), WITHIN).expect("a read");
}

#[test]
#[ignore = "needs etcd"]
fn access_control_may_come_later() {
    let server = Server::start();
    let client = server.client("root:root-secret@");
    put(&client, DOCUMENT, "x");
    server.control(&["user", "add", "root:root-secret"]);
    server.control(&["user", "grant-role", "root", "root"]);
    server.control(&["auth", "enable"]);
    assert_eq!(value(&client, DOCUMENT).as_deref(), Some("x"));
}
