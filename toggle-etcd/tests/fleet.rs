//! Processes that register themselves in a real server, also with few rights. The processes are these tests, run again.

#![cfg(unix)]

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "etcd/support.rs"]
mod support;

use std::{
    env, io,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use support::{Server, WITHIN, put, wait_for};
use toggle_etcd::Etcd;
use toggle_runtime::{Problem, toggle};
use toggle_store::{StoreSource, fleet::Fleet};

/// Serve the rewritten checkout flow.
#[toggle("new-checkout")]
static NEW_CHECKOUT: toggle_runtime::Toggle;

const DOCUMENT: &str = "/toggles/shop/document";
const STORE: &str = "STORE_OF_THE_TEST";
const COUNT: usize = 10;

#[test]
#[ignore = "needs etcd"]
fn ten_processes_are_listed() {
    if let Ok(url) = env::var(STORE) {
        return program(&url);
    }
    let server = Server::start();
    let (client, url) = (server.client(""), format!("etcd://{}/shop", server.host));
    put(&client, "/toggles/shop/lineage", "4be1");
    let first = put(&client, DOCUMENT, "new-checkout = false\n").to_string();
    let mut children: Vec<Child> = (0..COUNT).map(|_| start(&url)).collect();

    let store = Etcd::from_url(&url).expect("a valid URL");
    let fleet = || Fleet::read(&store, WITHIN).expect("a read");
    let have = |count: usize, revision: &str| {
        let fleet = fleet();
        fleet.instances.len() == count
            && fleet.instances.iter().all(|instance| instance.revision.as_deref() == Some(revision))
    };
    wait_for("all are listed", || have(COUNT, &first));
    let found = fleet();
    assert_eq!((found.builds.len(), found.live_builds().len(), found.unreadable.len()), (1, 1, 0));
    for child in &children {
        let instance = found.instances.iter().find(|instance| instance.pid == child.id()).expect("it is listed");
        assert_eq!((instance.problems.count, instance.overrides.len()), (0, 0), "{instance:?}");
        let threads = threads(child.id());
        // The main thread and the thread of the test are those of the program, and the rest belongs to the store.
        assert!(threads.is_none_or(|threads| threads <= 4), "{threads:?}");
    }

    let second = put(&client, DOCUMENT, "new-checkout = true\n").to_string();
    let flipped = Instant::now();
    wait_for("the revision of all", || have(COUNT, &second));
    assert!(flipped.elapsed() < Duration::from_secs(10), "{:?}", flipped.elapsed());

    for child in children.drain(1..) {
        end(child);
    }
    wait_for("the leases end", || have(1, &second));
    children.into_iter().for_each(end);
}

/// The roles are those of the documentation of the crate.
#[test]
#[ignore = "needs etcd"]
fn accounts_of_services_register_or_report() {
    if let Ok(url) = env::var(STORE) {
        return reader(&url);
    }
    let server = Server::start();
    let control = |words: &str| drop(server.control(&words.split(' ').collect::<Vec<_>>()));
    control("user add root:root-secret");
    control("user grant-role root root");
    for role in ["service", "reader"] {
        control(&format!("role add {role}"));
        control(&format!("role grant-permission {role} read /toggles/shop/document"));
        control(&format!("role grant-permission {role} read /toggles/shop/lineage"));
    }
    control("role grant-permission service readwrite /toggles/shop/builds/ --prefix");
    control("role grant-permission service readwrite /toggles/shop/instances/ --prefix");
    for (user, role) in [("shop", "service"), ("mail", "reader")] {
        control(&format!("user add {user}:tiger"));
        control(&format!("user grant-role {user} {role}"));
    }
    put(&server.client(""), "/toggles/shop/lineage", "4be1");
    put(&server.client(""), DOCUMENT, "new-checkout = true\n");
    control("auth enable");

    let url = |user: &str| format!("etcd://{user}:tiger@{}/shop", server.host);
    let child = start(&url("shop"));
    let store = Etcd::from_url(&url("shop")).expect("a valid URL");
    let is_listed = || {
        let fleet = Fleet::read(&store, WITHIN).expect("a read");
        fleet.instances.iter().any(|instance| instance.pid == child.id() && instance.build.is_some())
    };
    wait_for("the service is listed", is_listed);
    end(child);
    let mut child = again("accounts_of_services_register_or_report", &url("mail"));
    assert!(child.wait().expect("it ends").success(), "it reports that it is not registered");
}

/// Follows the store with an account that cannot write records.
fn reader(url: &str) {
    let store = Etcd::from_url(url).expect("a valid URL");
    toggle_runtime::builder().source(StoreSource::registered(store).without_cache()).install().expect("a read");
    assert!(NEW_CHECKOUT.is_enabled());
    let is_reported = || {
        let problems = toggle_runtime::problems();
        let is_refusal = |problem: &Problem| matches!(problem, Problem::SourceFailed { error, .. } if error.starts_with("the registration: "));
        assert!(!format!("{problems:?}").contains("tiger"), "{problems:?}");
        problems.iter().any(is_refusal)
    };
    wait_for("the report", is_reported);
}

fn start(url: &str) -> Child {
    again("ten_processes_are_listed", url)
}

/// Starts this program again with a test and a store.
fn again(test: &str, url: &str) -> Child {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test, "--ignored"]).env(STORE, url);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("this program")
}

fn end(mut child: Child) {
    child.kill().expect("it runs");
    child.wait().expect("it has ended");
}

/// Returns the number of threads of a process, where the system lists them.
fn threads(id: u32) -> Option<usize> {
    Some(std::fs::read_dir(format!("/proc/{id}/task")).ok()?.count())
}

/// Follows the store until the test ends the process.
fn program(url: &str) {
    let store = Etcd::from_url(url).expect("a valid URL");
    let source = StoreSource::registered(store).lifetime(Duration::from_secs(2)).without_cache();
    toggle_runtime::builder().source(source).install().expect("the store can be read");
    let _ = NEW_CHECKOUT.is_enabled();
    io::copy(&mut io::stdin(), &mut io::sink()).expect("it can be read");
}
