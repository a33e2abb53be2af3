//! The suite that every engine must pass, with a proxy between engine and server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use toggle_etcd::{
    Etcd,
    client::{Compare, Operation, Range},
};
use toggle_store::{
    Store, WriteStore,
    conformance::{Fixture, Outage, Proxy, WriteFixture, following},
};

use crate::support::{Server, WITHIN, wait_for};

const DOCUMENT: &str = "/toggles/shop/document";
const LINEAGE: &str = "/toggles/shop/lineage";

/// A server behind a proxy.
struct Served {
    server: Mutex<Server>,
    proxy: Proxy,
    /// The user and password of the engine, with `@`, or nothing.
    credentials: &'static str,
}

impl Served {
    fn new() -> Self {
        Self::with(Server::start(), "")
    }

    /// Returns a server with access control.
    fn restricted() -> Self {
        let server = Server::start();
        for words in ["user add root:secret-tiger", "user grant-role root root", "auth enable"] {
            server.control(&words.split(' ').collect::<Vec<_>>());
        }
        Self::with(server, "root:secret-tiger@")
    }

    fn with(server: Server, credentials: &'static str) -> Self {
        let proxy = Proxy::start(server.host.parse().expect("an address"));
        Self { server: Mutex::new(server), proxy, credentials }
    }

    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine(&self) -> Etcd {
        let url = format!("etcd://{}{}/shop", self.credentials, self.proxy.address());
        Etcd::from_url(&url).expect("a valid URL")
    }

    /// Writes the document and its lineage, past the proxy.
    fn place(&self, lineage: &str, contents: &[u8]) {
        let operations = [Operation::put(LINEAGE, lineage, 0), Operation::put(DOCUMENT, contents, 0)];
        self.apply(&operations);
    }

    fn apply(&self, operations: &[Operation]) {
        let client = self.server().client(self.credentials);
        client.transaction([], operations.to_vec(), [], WITHIN).expect("a write");
    }
}

impl Fixture for Served {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.engine())
    }

    fn put(&self, contents: &[u8]) {
        let client = self.server().client(self.credentials);
        let lineage = [Operation::put(LINEAGE, "first", 0)];
        client.transaction([Compare::version(LINEAGE, 0)], lineage, [], WITHIN).expect("a write");
        self.apply(&[Operation::put(DOCUMENT, contents, 0)]);
    }

    fn go_back(&self, contents: &[u8]) -> bool {
        self.server().forget();
        let client = self.server().client(self.credentials);
        wait_for("the server", || client.range(&Range::key(DOCUMENT), WITHIN).is_ok());
        self.place("first", contents);
        true
    }

    fn begin_lineage(&self, contents: &[u8]) -> bool {
        self.place("second", contents);
        true
    }

    fn delete(&self) {
        self.apply(&[Operation::delete(Range::key(DOCUMENT))]);
    }

    fn outage(&self, outage: Outage) -> bool {
        self.proxy.set(outage);
        true
    }

    fn secrets(&self) -> Vec<String> {
        vec!["tiger".to_owned(), "root".to_owned()]
    }
}

impl WriteFixture for Served {
    fn open_writer(&self) -> Arc<dyn WriteStore> {
        Arc::new(self.engine())
    }
}

mod follows {
    toggle_store::following_tests!(super::Served::new(), #[ignore = "needs etcd"]);
}

mod writes {
    toggle_store::writing_tests!(super::Served::new(), #[ignore = "needs etcd"]);
}

#[test]
#[ignore = "needs etcd"]
fn secrets_are_in_no_message_of_a_user() {
    following::secrets_are_in_no_message(&Served::restricted());
}

#[test]
#[ignore = "needs etcd"]
fn restricted_store_is_followed_through_outages() {
    let served = Served::restricted();
    following::cut_is_reported_and_ends_with_the_newest(&served);
}

#[test]
#[ignore = "needs etcd"]
fn restricted_store_is_followed_through_stalls() {
    let served = Served::restricted();
    following::stall_is_reported_and_ends_with_the_newest(&served);
}
