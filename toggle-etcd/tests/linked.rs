//! A program that links the engine and sets one variable, against a real server. The program is this test, run again.

#![cfg(unix)]

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "etcd/support.rs"]
mod support;

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use support::{Server, put};
use toggle_etcd as _;
use toggle_runtime::{Problem, toggle};

/// Serve the rewritten checkout flow.
#[toggle("new-checkout")]
static NEW_CHECKOUT: toggle_runtime::Toggle;

const DOCUMENT: &str = "/toggles/shop/document";
const PROGRAM: &str = "PROGRAM_OF_THE_TEST";

#[test]
#[ignore = "needs etcd"]
fn store_variable_is_all_the_set_up() {
    if env::var_os(PROGRAM).is_some() {
        return program();
    }
    let server = Server::start();
    let client = server.client("");
    put(&client, "/toggles/shop/lineage", "4be1");
    put(&client, DOCUMENT, "new-checkout = false\n");

    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", "store_variable_is_all_the_set_up", "--ignored", "--nocapture"]).env(PROGRAM, "1");
    command.env("TOGGLE_STORE", format!("etcd://{}/shop", server.host)).env("TOGGLE_STORE_CA", "/unused");
    let mut child = command.stdout(Stdio::piped()).spawn().expect("this program");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    assert_eq!(lines.find_map(|line| line.strip_prefix("state ").map(str::to_owned)).as_deref(), Some("false"));
    put(&client, DOCUMENT, "new-checkout = true\n");
    assert_eq!(lines.find_map(|line| line.strip_prefix("state ").map(str::to_owned)).as_deref(), Some("true"));
    assert!(child.wait().expect("the program ends").success());
}

/// Prints the state of the toggle, and again once it is on.
#[expect(clippy::print_stdout, reason = "the test reads it")]
fn program() {
    let start = Instant::now();
    println!("\nstate {}", NEW_CHECKOUT.is_enabled());
    while !NEW_CHECKOUT.is_enabled() {
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", toggle_runtime::problems());
        std::thread::sleep(Duration::from_millis(5));
    }
    println!("state true");
    let decision = toggle_runtime::explain("new-checkout");
    assert!(decision.source.starts_with("etcd://127.0.0.1:"), "{}", decision.source);
    if cfg!(target_os = "linux") {
        let tasks = std::fs::read_dir("/proc/self/task").expect("the threads").flatten();
        let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
        let names: Vec<_> = names.filter(|name| name.starts_with("toggle")).collect();
        assert!(names.len() <= 2, "the source and the engine have a thread each: {names:?}");
    }
    let problems: Vec<Problem> = toggle_runtime::problems();
    assert!(problems.is_empty(), "{problems:?}");
}
