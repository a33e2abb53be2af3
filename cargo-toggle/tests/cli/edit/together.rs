//! Concurrent edits by several processes.

use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use super::{FILE, everything, log, read, scratch};

#[test]
fn two_hundred_writers_lose_nothing() {
    let scratch = scratch("# Toggles\n\nmail = true # keep\n");
    let names: Vec<String> = (0..200).map(|count| format!("toggle-{count}")).collect();
    let writers: Vec<_> = names
        .iter()
        .map(|name| {
            let mut command = scratch.command(&["set", name, "on", "--file", FILE, "--wait", "300"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the tool can be run")
        })
        .collect();
    for writer in writers {
        let output = writer.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = read(&scratch, FILE);
    let mut lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.drain(..3).collect::<Vec<_>>(), ["# Toggles", "", "mail = true # keep"]);
    let expected: Vec<String> = names.iter().map(|name| format!("{name} = true")).collect();
    assert_eq!(lines.len(), 200);
    assert_eq!(lines.into_iter().collect::<HashSet<_>>(), expected.iter().map(String::as_str).collect());
    let log = log(&scratch);
    assert_eq!(log.len(), 200);
    let of_log: HashSet<&str> = log.iter().filter_map(|entry| entry["toggle"].as_str()).collect();
    assert_eq!(of_log, names.iter().map(String::as_str).collect());
    assert_eq!(everything(scratch.path()).len(), 4, "the file, the content before, the log, the lock");
}

#[test]
fn concurrent_change_by_an_editor_stays() {
    let scratch = scratch("mail = true\n");
    let lock = fs::File::create(scratch.path().join(".toggles.toml.lock")).expect("a file can be made");
    lock.lock().expect("it can be locked");
    let mut command = scratch.command(&["set", "mail", "off", "--file", FILE, "--wait", "300"]);
    let mut waiting = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the tool can be run");
    let mut errors = BufReader::new(waiting.stderr.take().expect("it is piped"));
    let mut message = String::new();
    errors.read_line(&mut message).expect("it tells that it waits");
    assert_eq!(message, "note: waiting for another `cargo toggle` that edits toggles.toml\n");
    scratch.file(FILE, "# edited\nmail = true\nbeta-search = true\n");
    drop(lock);
    assert!(waiting.wait().expect("it ends").success());
    assert_eq!(read(&scratch, FILE), "# edited\nmail = false\nbeta-search = true\n");
}
