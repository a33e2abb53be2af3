//! Tests of the history file, with a disk under the test's control.

use std::sync::mpsc::{self, Receiver, Sender};

use toggle_rules::Value;

use super::*;
use crate::model::change::Cause;

/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(60);

/// A disk that accepts or refuses each write when the test decides so.
struct Disk {
    file: Arc<HistoryFile>,
    answers: Sender<io::Result<usize>>,
    /// The bytes that were written.
    text: Arc<Mutex<String>>,
    events: Arc<Mutex<Vec<String>>>,
    /// Receives a message at the beginning of each write.
    begun: Receiver<()>,
}

struct Writer {
    answers: Arc<Mutex<Receiver<io::Result<usize>>>>,
    text: Arc<Mutex<String>>,
    begin: Sender<()>,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.begin.send(());
        // A disk that its test has dropped accepts everything.
        let len = self.answers.lock().recv().unwrap_or(Ok(bytes.len()))?.min(bytes.len());
        *self.text.lock() += str::from_utf8(&bytes[..len]).expect("it is Unicode");
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Disk {
    fn new() -> Self {
        let (answers, given) = mpsc::channel();
        let (begin, begun) = mpsc::channel();
        let given = Arc::new(Mutex::new(given));
        let text: Arc<Mutex<String>> = Arc::default();
        let events: Arc<Mutex<Vec<String>>> = Arc::default();
        let (written, log) = (text.clone(), events.clone());
        let open = move || -> io::Result<Box<dyn Write>> {
            Ok(Box::new(Writer { answers: given.clone(), text: written.clone(), begin: begin.clone() }))
        };
        let file = HistoryFile::of("history".to_owned(), open, move |event| log.lock().push(event.to_string()));
        Self { file, answers, text, events, begun }
    }

    fn push(&self, toggle: &str) {
        self.file.push(&Change {
            time: clock::now(),
            toggle: toggle.to_owned(),
            from: Value::Off.into(),
            to: Value::On.into(),
            version: String::new(),
            cause: Cause::Program,
            source: "program".to_owned(),
            revision: None,
            place: None,
        });
        self.file.start();
    }

    fn answer(&self, answer: io::Result<usize>) {
        self.answers.send(answer).expect("the disk is there");
    }

    /// Lets the disk accept everything from now on, and returns its lines, each by its toggle or its loss.
    fn lines(self) -> Vec<String> {
        drop(self.answers);
        assert!(self.file.flush(LONG));
        let text = self.text.lock();
        text.lines().map(name).collect()
    }
}

fn name(line: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    line["toggle"].as_str().map_or_else(|| format!("lost: {}", line["lost"]), str::to_owned)
}

#[test]
fn push_to_blocked_disk_returns_and_loss_is_line() {
    let disk = Disk::new();
    let long = "x".repeat(CAPACITY / 4);
    disk.push("first");
    disk.begun.recv_timeout(LONG).expect("it is being written");
    for _ in 0..10 {
        disk.push(&long);
    }
    assert!(!disk.file.flush(Duration::ZERO));
    assert!(disk.file.queue.lock().bytes <= CAPACITY);
    // The reason is one of two, depending on the time that this test has taken.
    let failures = disk.events.lock().clone();
    assert!(failures.len() == 1 && failures[0].starts_with("cannot write to history: "), "{failures:?}");
    let problem = disk.file.problem().map(|problem| problem.to_string()).unwrap_or_default();
    assert!(problem.ends_with("; 7 lines were lost"), "{problem}");
    let events = disk.events.clone();
    let file = disk.file.clone();
    assert_eq!(disk.lines(), ["first", &long, &long, &long, "lost: 7"]);
    assert_eq!(file.problem(), None);
    let start = Instant::now();
    while events.lock().len() < 2 && start.elapsed() < LONG {
        std::thread::yield_now();
    }
    assert_eq!(events.lock()[1..], ["history can be written again; 7 lines were lost"]);
}

#[test]
fn line_after_a_loss_comes_after_it() {
    let disk = Disk::new();
    let long = "x".repeat(CAPACITY / 2);
    disk.push("first");
    disk.begun.recv_timeout(LONG).expect("it is being written");
    disk.push(&long);
    disk.push(&long);
    disk.push("last");
    assert_eq!(disk.lines(), ["first", &long, "lost: 1", "last"]);
}

#[test]
fn write_that_does_not_return_is_a_problem() {
    let disk = Disk::new();
    disk.push("first");
    disk.begun.recv_timeout(LONG).expect("it is being written");
    assert_eq!(disk.file.problem(), None);
    disk.file.queue.lock().busy_since = Instant::now().checked_sub(2 * SLOW);
    disk.file.start();
    disk.file.start();
    let message = "cannot write to history: the system has not returned for more than 5 seconds";
    assert_eq!(*disk.events.lock(), [message], "it is said once");
    assert_eq!(disk.file.problem().map(|problem| problem.to_string()).as_deref(), Some(message));
    let file = disk.file.clone();
    assert_eq!(disk.lines(), ["first"]);
    assert_eq!(file.problem(), None);
}

#[test]
fn line_that_was_cut_is_written_again() {
    let disk = Disk::new();
    disk.answer(Ok(7));
    disk.answer(Err(io::ErrorKind::StorageFull.into()));
    disk.answer(Err(io::ErrorKind::StorageFull.into()));
    disk.push("first");
    assert!(!disk.file.flush(LONG));
    assert!(!disk.file.flush(LONG));
    assert_eq!(disk.events.lock().len(), 1, "it is said once");
    let text = disk.text.clone();
    disk.lines();
    let text = text.lock();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], name(lines[1]).as_str(), lines.len()), ("{\"time\"", "first", 2));
}

#[test]
fn file_that_took_nothing_has_no_empty_line() {
    let disk = Disk::new();
    disk.answer(Err(io::ErrorKind::StorageFull.into()));
    disk.push("first");
    assert!(!disk.file.flush(LONG));
    assert_eq!(disk.lines(), ["first"]);
}

#[test]
fn file_without_writer_thread_is_written_later() {
    let disk = Disk::new();
    thread::refusing::run(|| {
        disk.push("first");
        disk.push("second");
        assert!(!disk.file.flush(LONG));
    });
    let events = disk.events.lock().clone();
    assert!(events.len() == 1 && events[0].contains("cannot start a thread: "), "{events:?}");
    assert!(disk.file.problem().is_some());
    let file = disk.file.clone();
    assert_eq!(disk.lines(), ["first", "second"]);
    assert_eq!(file.problem(), None);
}

#[test]
fn file_of_a_child_has_no_line_of_its_parent() {
    let disk = Disk::new();
    disk.push("of the parent");
    disk.begun.recv_timeout(LONG).expect("it is being written");
    disk.push("of the parent as well");
    let _held = disk.file.queue.lock();
    let child = disk.file.of_child();
    assert!(child.flush(Duration::ZERO), "nothing is waiting");
}

#[test]
fn failure_that_was_listed_is_still_an_event() {
    let disk = Disk::new();
    disk.push("first");
    disk.begun.recv_timeout(LONG).expect("it is being written");
    disk.file.queue.lock().busy_since = Instant::now().checked_sub(SLOW * 2);
    assert!(disk.file.problem().is_some());
    assert!(disk.events.lock().is_empty());
    disk.push("second");
    disk.push("third");
    let events = disk.events.clone();
    assert_eq!(events.lock().len(), 1, "{:?}", events.lock());
    assert_eq!(disk.lines(), ["first", "second", "third"]);
    let start = Instant::now();
    while events.lock().len() < 2 && start.elapsed() < LONG {
        std::thread::yield_now();
    }
    assert_eq!(events.lock()[1..], ["history can be written again"]);
}
