//! Edits of the document of a store, here in a directory.

use std::{
    fs,
    net::TcpListener,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    schemas::conforms,
    support::{Run, Scratch, saved_list},
};

const TEXT: &str = "# ours\nmail = false\npay = \"10%\"\n";

/// Returns the URL of the store in a directory.
fn url(scratch: &Scratch) -> String {
    format!("file://{}", scratch.path().join("shop").display())
}

/// Returns a directory with a store.
fn shop() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", TEXT);
    on(&scratch, &["init", "--from", "toggles.toml", "--reason", "the first"]).fine();
    scratch
}

/// Returns the call with these arguments for the store.
fn call(scratch: &Scratch, arguments: &[&str]) -> Command {
    let mut command = scratch.command(arguments);
    command.args(["--store", &url(scratch)]);
    command
}

/// Runs the call.
fn on(scratch: &Scratch, arguments: &[&str]) -> Run {
    Run::of(&mut call(scratch, arguments))
}

/// Returns the document without its first line, which has the revision.
fn document(scratch: &Scratch) -> String {
    let text = fs::read_to_string(scratch.path().join("shop/document")).expect("there is a document");
    text.split_once('\n').expect("it has two lines").1.to_owned()
}

/// Returns the lines of the log, each checked against its schema.
fn log(scratch: &Scratch) -> Vec<Value> {
    let directory = scratch.path().join("shop/log");
    let count = fs::read_dir(&directory).expect("there is a log").count();
    let line = |revision: usize| {
        let text = fs::read_to_string(directory.join(revision.to_string())).expect("there is a line");
        let line: Value = serde_json::from_str(text.lines().next().expect("it has a line")).expect("it is JSON");
        conforms("audit", &line);
        line
    };
    (1..=count).map(line).collect()
}

#[test]
fn init_makes_the_document_once() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", TEXT);
    let init = ["init", "--from", "toggles.toml"];
    assert_eq!(on(&scratch, &init).fine(), format!("{}: 2 toggles from toggles.toml (revision 1)\n", url(&scratch)));
    assert_eq!(document(&scratch), TEXT);
    let refused = on(&scratch, &init).refused();
    assert!(refused.ends_with("the store has a document at revision 1 already, which stays\n"), "{refused}");
}

#[test]
fn init_as_json_has_the_lineage() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", TEXT);
    let json = on(&scratch, &["init", "--from", "toggles.toml", "--format", "json"]).json("init");
    assert_eq!((&json["revision"], &json["toggles"]), (&1.into(), &2.into()));
    assert_eq!(log(&scratch)[0]["change"], json["change"]);
}

#[test]
fn init_refuses_a_mistake_and_makes_nothing() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", "mail = \"101%\"\n");
    let refused = on(&scratch, &["init", "--from", "toggles.toml"]).refused();
    assert!(refused.contains("nothing mistaken may get into a store: 1:1: `mail`: `101%`"), "{refused}");
    assert!(!scratch.path().join("shop").exists());
}

#[test]
fn set_prints_the_revision() {
    let scratch = shop();
    let set = ["set", "pay", "25%", "--reason", "the campaign starts"];
    assert_eq!(on(&scratch, &set).fine(), "pay: 10% -> 25% (revision 2)\n");
    assert_eq!(document(&scratch), TEXT.replace("10%", "25%"));
    assert_eq!(on(&scratch, &set).fine(), format!("pay: already 25% ({})\n", url(&scratch)));
    let dry = on(&scratch, &["set", "mail", "on", "--dry-run"]).fine();
    assert_eq!(dry, format!("mail: off -> on ({}), not done: dry run\n", url(&scratch)));
    let lines = log(&scratch);
    assert_eq!((lines.len(), &lines[1]["replaces"]), (2, &1.into()));
    assert_eq!((&lines[1]["reason"], &lines[1]["after"]), (&"the campaign starts".into(), &"25%".into()));
}

#[test]
fn all_edits_of_a_file_work_in_a_store() {
    let scratch = shop();
    assert_eq!(on(&scratch, &["unset", "pay"]).fine(), "pay: 10% -> not set (revision 2)\n");
    on(&scratch, &["set", "mail", "on"]).fine();
    on(&scratch, &["disable", "mail"]).fine();
    on(&scratch, &["enable", "mail"]).fine();
    on(&scratch, &["set", "mail", "off", "--environment", "staging", "--create-environment"]).fine();
    on(&scratch, &["set", "mail", "25%", "--environment", "production", "--create-environment"]).fine();
    let promoted = on(&scratch, &["promote", "staging", "production"]).fine();
    assert!(promoted.ends_with("1 toggle promoted from staging to production (revision 8)\n"), "{promoted}");
    let simulated = on(&scratch, &["set", "mail", "off", "--simulate", "10"]).fine();
    assert!(simulated.contains("not done: dry run"), "{simulated}");
    assert_eq!(log(&scratch).len(), 8);
}

#[test]
fn several_toggles_have_one_line() {
    let scratch = shop();
    let shown = on(&scratch, &["set", "mail=on", "pay=25%"]).fine();
    assert_eq!(shown, "mail: off -> on (revision 2)\npay: 10% -> 25% (revision 2)\n");
    assert_eq!(log(&scratch)[1]["more"][0]["toggle"], "pay");
    let shown = on(&scratch, &["undo", "2"]).fine();
    assert!(shown.starts_with("mail: on -> off (revision 3), undoes "), "{shown}");
    assert_eq!(document(&scratch), TEXT);
}

#[test]
fn reports_as_json_have_the_revision() {
    let scratch = shop();
    assert_eq!(on(&scratch, &["set", "mail", "on", "--format", "json"]).json("set")["revision"], 2);
    assert_eq!(on(&scratch, &["set", "a=on", "b=on", "--format", "json"]).json("set-several")["revision"], 3);
    assert_eq!(on(&scratch, &["unset", "a", "--format", "json"]).json("unset")["revision"], 4);
    assert_eq!(on(&scratch, &["undo", "2", "--format", "json"]).json("undo")["revision"], 5);
    let changes = on(&scratch, &["log", "--format", "json"]).json("log")["changes"].clone();
    let revisions: Vec<u64> =
        changes.as_array().into_iter().flatten().filter_map(|row| row["revision"].as_u64()).collect();
    assert_eq!(revisions, [1, 2, 3, 3, 4, 5]);
}

#[test]
fn log_has_revision_author_and_reason() {
    let scratch = shop();
    on(&scratch, &["set", "mail", "on", "--as", "ada", "--reason", "campaign"]).fine();
    on(&scratch, &["set", "pay", "25%"]).fine();
    let shown = on(&scratch, &["log", "mail"]).fine();
    let row = shown.lines().next().expect("there is a row");
    assert!(row.contains("  2  ada (") && row.ends_with("mail: off -> on"), "{shown}");
    assert_eq!(shown.lines().nth(1), Some("    campaign"));
    let shown = on(&scratch, &["log"]).fine();
    assert!(shown.lines().next().is_some_and(|row| row.contains("  1  ") && row.ends_with("  init")), "{shown}");
}

#[test]
fn undo_refuses_entry_changed_since() {
    let scratch = shop();
    on(&scratch, &["set", "mail", "on"]).fine();
    on(&scratch, &["set", "mail", "25%", "--as", "ada"]).fine();
    let refused = on(&scratch, &["undo", "2"]).refused();
    assert!(refused.contains("`mail` has been changed since revision 2, by ada ("), "{refused}");
    on(&scratch, &["undo"]).fine();
    on(&scratch, &["undo", "2"]).fine();
    assert_eq!(document(&scratch), TEXT);
}

#[test]
fn processes_at_the_same_time_lose_no_change() {
    let scratch = shop();
    thread::scope(|scope| {
        for writer in 0..8 {
            let scratch = &scratch;
            scope.spawn(move || {
                for number in 0..5 {
                    let set = ["set", &format!("a{writer}-{number}"), "on", "--wait", "120"];
                    on(scratch, &set).fine();
                }
            });
        }
    });
    let mut toggles: Vec<String> = log(&scratch).iter().map(|line| line["toggle"].to_string()).collect();
    toggles.sort();
    toggles.dedup();
    assert_eq!(toggles.len(), 41);
    assert_eq!(document(&scratch).matches(" = true\n").count(), 40);
}

#[test]
fn variable_names_store_unless_file_is_given() {
    let scratch = shop();
    let run = |arguments: &[&str]| Run::of(scratch.command(arguments).env("TOGGLE_STORE", url(&scratch))).fine();
    assert_eq!(run(&["set", "mail", "on"]), "mail: off -> on (revision 2)\n");
    assert_eq!(run(&["set", "mail", "on", "--file", "toggles.toml"]), "mail: off -> on (toggles.toml)\n");
}

#[test]
fn file_and_store_conflict() {
    let scratch = shop();
    for extra in [["--file", "toggles.toml"].as_slice(), &["--in-place"]] {
        let refused = on(&scratch, &[&["set", "mail", "on"], extra].concat()).refused();
        assert!(refused.contains("cannot be used with"), "{refused}");
    }
}

/// Checks that this URL is refused, with this text in the message and without the password.
#[track_caller]
fn refused(url: &str, expected: &str) {
    let scratch = Scratch::new();
    for arguments in [["set", "mail", "on"].as_slice(), &["log"], &["undo", "2"]] {
        let message = scratch.toggle(&[arguments, &["--store", url]].concat()).refused();
        assert!(message.contains(expected) && !message.contains("tiger"), "{message}");
        let message = Run::of(scratch.command(arguments).env("TOGGLE_STORE", url)).refused();
        assert!(message.contains(expected) && !message.contains("tiger"), "{message}");
    }
}

#[test]
fn unknown_scheme_lists_the_schemes() {
    let expected = "no engine opens a store with the scheme `redis`; expected `file:///DIRECTORY`, `etcd://HOST/NAMESPACE` \
                    or `etcds://HOST/NAMESPACE`";
    refused("redis://ada:tiger@127.0.0.1/shop", expected);
}

#[test]
fn mistaken_url_is_refused_without_its_password() {
    refused("tiger", "the URL has no `://`; expected `file:///DIRECTORY`");
    refused("etcd://ada:tiger@127.0.0.1", "a store with the scheme `etcd`: ");
    refused("etcd://ada:tiger@127.0.0.1:port/shop", "a store with the scheme `etcd`: ");
    refused("file://tiger", "a store with the scheme `file`: expected `file://` and the absolute path");
}

#[test]
fn missing_store_is_reported() {
    let scratch = Scratch::new();
    let message = on(&scratch, &["set", "mail", "on"]).refused();
    assert!(message.starts_with(&format!("error: {}: there is no directory ", url(&scratch))), "{message}");
    fs::create_dir(scratch.path().join("shop")).expect("a directory can be made");
    let message = on(&scratch, &["set", "mail", "on"]).refused();
    assert!(message.ends_with("; `cargo toggle init` makes the document\n"), "{message}");
}

#[test]
fn broken_document_is_not_edited() {
    let scratch = shop();
    let path = scratch.path().join("shop/document");
    let head = fs::read_to_string(&path).expect("it is there").lines().next().expect("it has a line").to_owned();
    for (text, expected) in [
        (format!("{head}\nmail = \n"), "/shop:1:"),
        (format!("{head}\n"), "the document is empty"),
        ("mail = false\n".to_owned(), "the document has no first line with its lineage"),
    ] {
        fs::write(&path, &text).expect("it can be written");
        let message = on(&scratch, &["set", "mail", "on"]).refused();
        assert!(message.contains(expected), "{message}");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
    }
}

#[test]
fn foreign_line_of_the_log_is_skipped() {
    let scratch = shop();
    on(&scratch, &["set", "mail", "on"]).fine();
    fs::write(scratch.path().join("shop/log/1"), "{}").expect("it can be written");
    let run = on(&scratch, &["log"]);
    assert_eq!((run.status, run.stdout.lines().count()), (Some(0), 1), "{}", run.stderr);
    assert!(run.stderr.contains("/shop log:1 is skipped: expected a line in the log of a store"), "{}", run.stderr);
}

/// Returns a directory with a store whose document has a mistake in the last line, and with a saved list.
fn mistaken_shop() -> Scratch {
    let scratch = shop();
    let path = scratch.path().join("shop/document");
    let text = fs::read_to_string(&path).expect("it is there") + "[environment.production]\nmail = \"101%\"\n";
    fs::write(&path, text).expect("it can be written");
    scratch.file("list.json", saved_list("mail declared=a.rs:1 asked=a.rs:2\npay declared=a.rs:1 asked=a.rs:2"));
    scratch
}

#[test]
fn explain_reads_the_document() {
    let scratch = mistaken_shop();
    let shown = on(&scratch, &["explain", "mail", "--binary", "list.json"]).fine();
    assert!(shown.contains(&format!("{}:2:", url(&scratch))), "{shown}");
    let explain = ["explain", "mail", "--binary", "list.json", "--environment", "production", "--format", "json"];
    let run = on(&scratch, &explain);
    assert!(run.json("explain").to_string().contains(&format!("{}:5:1", url(&scratch))), "{}", run.stdout);
    let refused = on(&scratch, &["explain", "mail", "--config", "toggles.toml"]).refused();
    assert!(refused.contains("cannot be used with"), "{refused}");
}

#[test]
fn check_reads_the_document() {
    let scratch = mistaken_shop();
    let shown = on(&scratch, &["check", "list.json"]).findings();
    assert!(shown.contains(&format!("{}:5:1", url(&scratch))) && shown.contains("`101%`"), "{shown}");
}

#[test]
fn simulate_reads_the_document() {
    let scratch = shop();
    let json = on(&scratch, &["simulate", "pay", "--keys", "1000", "--format", "json"]).json("simulate");
    assert!(json.to_string().contains("on"), "{json:#}");
    let against = ["simulate", "pay", "--keys", "1000", "--against", "toggles.toml"];
    on(&scratch, &against).fine();
}

/// An etcd server with a directory of its own.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("it has an address").to_string()
}

#[test]
#[ignore = "needs etcd"]
fn whole_flow_works_with_etcd() {
    let scratch = Scratch::new();
    scratch.file("toggles.toml", TEXT);
    let (client, peer) = (free_address(), free_address());
    let mut etcd = Command::new("etcd");
    etcd.arg("--data-dir").arg(scratch.path().join("etcd"));
    for (name, address) in [
        ("--listen-client-urls", &client),
        ("--advertise-client-urls", &client),
        ("--listen-peer-urls", &peer),
        ("--initial-advertise-peer-urls", &peer),
    ] {
        etcd.args([name, &format!("http://{address}")]);
    }
    etcd.args(["--initial-cluster", &format!("default=http://{peer}"), "--log-level", "panic"]);
    etcd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _server = Server(etcd.spawn().expect("etcd, from the package etcd-server"));

    let name = format!("etcd://{client}/shop");
    let on = |arguments: &[&str]| scratch.toggle(&[arguments, &["--store", &name]].concat());
    let end = Instant::now() + Duration::from_secs(60);
    let init = loop {
        let run = on(&["init", "--from", "toggles.toml"]);
        if run.status == Some(0) {
            break run.fine();
        }
        assert!(Instant::now() < end, "{}", run.stderr);
        thread::sleep(Duration::from_millis(100));
    };
    assert!(init.starts_with(&format!("{name}: 2 toggles from toggles.toml (revision ")), "{init}");
    on(&["init", "--from", "toggles.toml"]).refused();
    let revision = on(&["set", "pay", "25%", "--as", "ada", "--format", "json"]).json("set")["revision"].to_string();
    let shown = on(&["set", "mail", "on"]).fine();
    assert!(shown.starts_with("mail: off -> on (revision "), "{shown}");
    let explained = on(&["explain", "mail"]);
    assert!(explained.stdout.contains(&format!("{name}:2:1")), "{}{}", explained.stdout, explained.stderr);
    let undone = on(&["undo", &revision]).fine();
    assert!(undone.starts_with("pay: 25% -> 10% (revision "), "{undone}");
    let rows = on(&["log", "pay"]).fine();
    assert!(rows.lines().count() == 2 && rows.contains("ada (") && rows.contains(&revision), "{rows}");
    let refused = on(&["undo", &revision]).refused();
    assert!(refused.contains("has been changed since revision"), "{refused}");
    let on = &on;
    thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                for number in 0..3 {
                    on(&["set", &format!("a{writer}-{number}"), "on", "--wait", "60"]).fine();
                }
            });
        }
    });
    let rows = on(&["log", "--format", "json"]).json("log");
    assert_eq!(rows["changes"].as_array().map(Vec::len), Some(16));
}
