//! Writers in processes that are killed at any instant: no confirmed write is lost, and each has one line in the log.

use std::{
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use toggle_store::{FileStore, Reading, Store, Version, Write, WriteStore, write_once};

const WITHIN: Duration = Duration::from_secs(10);

/// The variable with the directory of the store, for the processes that write.
const DIRECTORY: &str = "TOGGLE_STORE_OF_A_WRITER";

fn current(store: &FileStore) -> (Version, String) {
    let Ok(Reading::Document(document)) = store.read(None, WITHIN) else { panic!("the document can be read") };
    let text = document.text().expect("the contents are a text").to_owned();
    (document.version().cloned().expect("the store has versions"), text)
}

#[test]
#[ignore = "the program that the test below kills"]
fn writer() {
    let directory = std::env::var_os(DIRECTORY).expect("the test below names the directory");
    let store = FileStore::new(directory);
    for number in 0.. {
        let name = format!("p{}-{number}", std::process::id());
        loop {
            let (version, text) = current(&store);
            let write =
                Write { text: &format!("{text}{name} = true\n"), line: &name, replaces: &version, builds: None };
            match write_once(&store, &write, WITHIN) {
                Ok(_) => break,
                Err(error) if error.is_conflict() => {}
                Err(error) => panic!("{error}"),
            }
        }
        // The parent reads each line as a confirmed write.
        let _ = writeln!(std::io::stdout(), "\nconfirmed {name}");
    }
}

fn start(directory: &Path) -> (Child, thread::JoinHandle<Vec<String>>) {
    let program = std::env::current_exe().expect("the test has a path");
    let mut child = Command::new(program)
        .args(["--exact", "killed::writer", "--ignored", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let output = child.stdout.take().expect("the output is a pipe");
    (child, thread::spawn(move || confirmed(output)))
}

fn confirmed(output: ChildStdout) -> Vec<String> {
    let lines = BufReader::new(output).lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("confirmed ").map(str::to_owned)).collect()
}

#[test]
fn killed_writers_lose_nothing() {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    let store = FileStore::new(directory.path().join("shop"));
    store.init("# begin\n", "begin", WITHIN).expect("the store can be made");
    let mut writers: Vec<_> = (0..4).map(|_| start(store.directory())).collect();
    let mut readers = Vec::new();
    let mut seen = 0;
    for _ in 0..12 {
        // Each kill comes after some more writes, at no particular step of the next one.
        let began = Instant::now();
        let before = seen;
        while seen < before + 10 {
            assert!(began.elapsed() < Duration::from_secs(20), "the writers do not go on after {seen} writes");
            seen = current(&store).1.lines().count();
        }
        let (mut child, reader) = writers.remove(0);
        child.kill().expect("the child can be killed");
        child.wait().expect("the child can be awaited");
        readers.push(reader);
        writers.push(start(store.directory()));
    }
    for (mut child, reader) in writers {
        child.kill().expect("the child can be killed");
        child.wait().expect("the child can be awaited");
        readers.push(reader);
    }
    let confirmed: Vec<String> =
        readers.into_iter().flat_map(|reader| reader.join().expect("no reader panics")).collect();
    let text = current(&store).1;
    let written: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(" = true")).collect();
    assert!(confirmed.iter().all(|name| written.contains(&&**name)), "a confirmed write is lost");
    let log = store.log(None, usize::MAX, WITHIN).expect("the log can be read");
    let logged: Vec<&str> = log.iter().map(|entry| &*entry.line).skip(1).collect();
    assert_eq!(logged, written, "each write has one line");
    assert!(confirmed.len() > 50);
}
