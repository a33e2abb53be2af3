//! The file to which changes are appended, on a thread of its own.

use std::{
    collections::VecDeque,
    io::{self, Write},
    mem,
    path::{self, Path},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use super::{Change, exit, json};
use crate::lock::{Condvar, Mutex};
use crate::{clock, event::Event, problem::Problem, regular, thread};

/// How much text waits for the file at most, in bytes.
const CAPACITY: usize = 16 << 20;
/// How long the thread waits for another line before it ends.
const LINGER: Duration = Duration::from_secs(1);
/// How long a file that has failed is left alone.
const RETRY: Duration = Duration::from_secs(1);
/// How long a file may take for a line before that is a failure.
const SLOW: Duration = Duration::from_secs(5);

type Open = dyn Fn() -> io::Result<Box<dyn Write>> + Send + Sync;
type Tell = dyn Fn(Event) + Send + Sync;

/// A file to which lines are appended. Nobody but its thread waits for it.
///
/// The thread is there while there are lines. A line that the file does not take waits, and is tried again. Where too much
/// text is waiting, later lines are dropped, and a line in their place tells how many.
pub(crate) struct HistoryFile {
    /// The process that has the thread.
    process: u32,
    /// The path, for messages.
    shown: String,
    open: Arc<Open>,
    /// Reports failures and recoveries.
    tell: Arc<Tell>,
    queue: Mutex<Queue>,
    /// Notified when lines are added, and when an attempt to write has ended.
    changed: Condvar,
    /// Whether the system had no room for a thread when one was last wanted.
    is_refused: AtomicBool,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<String>,
    /// The length of `lines`, and of the line that is being written.
    bytes: usize,
    /// The number of lines that were dropped after the last one that waits.
    lost: u64,
    /// The number of lines that were dropped since the file has failed.
    lost_in_all: u64,
    failure: Option<String>,
    /// Whether the last attempt may have left a part of a line.
    is_cut: bool,
    /// The time since when the thread has been in one call of the system.
    busy_since: Option<Instant>,
    /// Whether the file was opened once, or could not be.
    is_tried: bool,
    has_thread: bool,
    /// The time before which nothing is tried.
    retry_at: Option<Instant>,
}

impl Queue {
    fn has_lines(&self) -> bool {
        !self.lines.is_empty() || self.lost > 0
    }

    fn is_done(&self) -> bool {
        !self.has_lines() && self.busy_since.is_none()
    }

    fn push(&mut self, line: String) {
        self.bytes += line.len();
        self.lines.push_back(line);
    }

    fn push_loss(&mut self) {
        if self.lost > 0 {
            let lost = mem::take(&mut self.lost);
            self.push(json::loss(clock::now(), lost) + "\n");
        }
    }

    /// Notes a failure, and returns whether it is the first.
    fn fail(&mut self, error: String) -> bool {
        self.failure.replace(error).is_none()
    }
}

impl HistoryFile {
    /// A file that is opened anew for each batch of lines: it may have been renamed to begin another.
    pub(crate) fn new(path: &Path, tell: impl Fn(Event) + Send + Sync + 'static) -> io::Result<Arc<Self>> {
        // The program may change its directory.
        let path = path::absolute(path)?;
        let shown = path.display().to_string();
        Ok(Self::of(shown, move || Ok(Box::new(regular::append(&path)?)), tell))
    }

    fn of(
        shown: String,
        open: impl Fn() -> io::Result<Box<dyn Write>> + Send + Sync + 'static,
        tell: impl Fn(Event) + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self::anew(shown, Arc::new(open), Arc::new(tell)))
    }

    fn anew(shown: String, open: Arc<Open>, tell: Arc<Tell>) -> Self {
        let (queue, changed, is_refused) = (Mutex::default(), Condvar::default(), AtomicBool::new(false));
        Self { process: process::id(), shown, open, tell, queue, changed, is_refused }
    }

    /// Whether this process was forked from the one whose lines are waiting here.
    pub(crate) fn is_parents(&self) -> bool {
        self.process != process::id()
    }

    /// Returns the same file for a forked child: without the lines that the parent writes, and with no lock of the parent.
    pub(crate) fn of_child(&self) -> Self {
        Self::anew(self.shown.clone(), self.open.clone(), self.tell.clone())
    }

    /// Whether the system had no room for a thread when one was last wanted.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.load(Relaxed)
    }

    /// Adds a change. It is written when the thread has been [started](Self::start).
    pub(crate) fn push(&self, change: &Change) {
        let line = json::line(change) + "\n";
        let mut queue = self.queue.lock();
        if queue.bytes + line.len() > CAPACITY {
            queue.lost += 1;
            queue.lost_in_all += 1;
        } else {
            queue.push_loss();
            queue.push(line);
        }
    }

    /// Has the thread write what is waiting. Tells if the file does not take it.
    pub(crate) fn start(self: &Arc<Self>) {
        exit::wait_for(self);
        let is_new_failure = {
            let mut queue = self.queue.lock();
            if !queue.has_thread && (queue.has_lines() || !queue.is_tried) {
                self.start_thread(&mut queue)
            } else {
                self.changed.notify_all();
                let is_new = queue.failure.is_none();
                queue.look().is_some() && is_new
            }
        };
        if is_new_failure {
            self.tell_failure();
        }
    }

    /// Starts the thread, and returns whether that is the first failure.
    fn start_thread(self: &Arc<Self>, queue: &mut Queue) -> bool {
        if queue.retry_at.is_some_and(|at| Instant::now() < at) {
            return false;
        }
        let file = self.clone();
        let started = thread::spawn("toggle-history", move || file.run());
        self.is_refused.store(started.is_err(), Relaxed);
        match started {
            Ok(()) => {
                queue.has_thread = true;
                false
            }
            Err(error) => {
                queue.retry_at = Some(Instant::now() + RETRY);
                queue.fail(format!("no thread can be made: {error}"))
            }
        }
    }

    fn tell_failure(&self) {
        let error = self.queue.lock().failure.clone();
        if let Some(error) = error {
            (self.tell)(Event::WriteFailed { path: self.shown.clone(), error });
        }
    }

    /// Waits for the first attempt to open the file, and returns its failure.
    pub(crate) fn opened(self: &Arc<Self>, within: Duration) -> Result<(), String> {
        self.start();
        let deadline = Instant::now().checked_add(within);
        let mut queue = self.queue.lock();
        let mut is_over = false;
        while queue.has_thread && !queue.is_tried && !is_over {
            (queue, is_over) = self.changed.wait_until(queue, deadline);
        }
        if queue.is_tried { queue.failure.clone().map_or(Ok(()), Err) } else { Ok(()) }
    }

    /// Waits until all lines are written, and returns whether they are. A file that has failed is tried once more.
    pub(crate) fn flush(self: &Arc<Self>, within: Duration) -> bool {
        self.queue.lock().retry_at = None;
        self.start();
        let deadline = Instant::now().checked_add(within);
        let mut queue = self.queue.lock();
        while !queue.is_done() {
            if !queue.has_thread || queue.retry_at.is_some() {
                return false;
            }
            let is_over;
            (queue, is_over) = self.changed.wait_until(queue, deadline);
            if is_over && !queue.is_done() {
                return false;
            }
        }
        true
    }

    /// Returns what is wrong with the file at present.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let mut queue = self.queue.lock();
        let error = queue.look()?;
        Some(Problem::HistoryFailed { path: self.shown.clone(), error, lost: queue.lost_in_all })
    }

    fn run(&self) {
        while self.wait_for_lines() {
            let written = self.write();
            let event = {
                let mut queue = self.queue.lock();
                queue.busy_since = None;
                queue.is_tried = true;
                queue.retry_at = written.is_err().then(|| Instant::now() + RETRY);
                let path = self.shown.clone();
                match written {
                    Ok(()) => {
                        let lost = mem::take(&mut queue.lost_in_all);
                        queue.failure.take().map(|_| Event::WriteRecovered { path, lost })
                    }
                    Err(error) => {
                        let error = error.to_string();
                        queue.fail(error.clone()).then_some(Event::WriteFailed { path, error })
                    }
                }
            };
            self.changed.notify_all();
            if let Some(event) = event {
                (self.tell)(event);
            }
        }
    }

    /// Waits until something is to be written, and it is time to try. Returns false if the thread is to end.
    fn wait_for_lines(&self) -> bool {
        let mut queue = self.queue.lock();
        loop {
            let is_wanted = queue.has_lines() || !queue.is_tried;
            let pause = queue.retry_at.map(|at| at.saturating_duration_since(Instant::now()));
            let pause = pause.filter(|pause| !pause.is_zero());
            if is_wanted && pause.is_none() {
                queue.busy_since = Some(Instant::now());
                return true;
            }
            let pause = if is_wanted { pause.unwrap_or(LINGER) } else { LINGER };
            let is_over;
            (queue, is_over) = self.changed.wait_for(queue, pause);
            if is_over && !queue.has_lines() && queue.is_tried {
                queue.has_thread = false;
                return false;
            }
        }
    }

    /// Writes all lines, each whole at once, so that lines of several processes do not mix.
    fn write(&self) -> io::Result<()> {
        let mut file = (self.open)()?;
        while let Some((line, is_cut)) = self.next_line() {
            let start = if is_cut { "\n" } else { "" };
            let text = [start, &line].concat();
            let (len, written) = write_some(&mut *file, text.as_bytes());
            let mut queue = self.queue.lock();
            if let Err(error) = written {
                queue.is_cut = if len == 0 { is_cut } else { len > start.len() };
                queue.lines.push_front(line);
                return Err(error);
            }
            queue.is_cut = false;
            queue.bytes -= line.len();
        }
        Ok(())
    }

    /// Takes the first line, and returns it with whether a part of one is before it in the file.
    fn next_line(&self) -> Option<(String, bool)> {
        let mut queue = self.queue.lock();
        if queue.lines.is_empty() {
            queue.push_loss();
        }
        queue.busy_since = Some(Instant::now());
        Some((queue.lines.pop_front()?, queue.is_cut))
    }
}

impl Queue {
    /// Returns the failure that there is now.
    fn look(&mut self) -> Option<String> {
        if self.failure.is_none() {
            if self.busy_since.is_some_and(|since| since.elapsed() > SLOW) {
                self.failure = Some(format!("the system has not returned for more than {} seconds", SLOW.as_secs()));
            } else if self.lost > 0 {
                self.failure = Some("it is too slow".to_owned());
            }
        }
        self.failure.clone()
    }
}

/// Writes bytes, and returns how many the file has taken.
fn write_some(file: &mut dyn Write, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut len = 0;
    while len < bytes.len() {
        match file.write(&bytes[len..]) {
            Ok(0) => return (len, Err(io::ErrorKind::WriteZero.into())),
            Ok(more) => len += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (len, Err(error)),
        }
    }
    (len, Ok(()))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;
    use crate::{trail::Cause, value::Value};

    /// Longer than any machine needs.
    const LONG: Duration = Duration::from_secs(60);

    /// A disk that takes a write when the test lets it, and fails where the test says so.
    struct Disk {
        file: Arc<HistoryFile>,
        answers: Sender<io::Result<usize>>,
        /// What was written.
        text: Arc<Mutex<String>>,
        events: Arc<Mutex<Vec<String>>>,
        /// Is told at the beginning of each write.
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
            // A disk whose test has let go of it takes everything.
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
                place: None,
            });
            self.file.start();
        }

        fn answer(&self, answer: io::Result<usize>) {
            self.answers.send(answer).expect("the disk is there");
        }

        /// Lets the disk take everything from now on, and gives the lines that it has, each by its toggle or its loss.
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
    fn blocked_disk_holds_up_nobody_and_loss_is_a_line() {
        let disk = Disk::new();
        let long = "x".repeat(CAPACITY / 4);
        disk.push("first");
        disk.begun.recv_timeout(LONG).expect("it is being written");
        for _ in 0..10 {
            disk.push(&long);
        }
        assert!(!disk.file.flush(Duration::ZERO));
        assert!(disk.file.queue.lock().bytes <= CAPACITY);
        // For either of two reasons, by the time that this test has taken.
        let failures = disk.events.lock().clone();
        assert!(failures.len() == 1 && failures[0].starts_with("cannot write to history: "), "{failures:?}");
        let problem = disk.file.problem().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(problem.ends_with("; 7 lines are lost"), "{problem}");
        let events = disk.events.clone();
        let file = disk.file.clone();
        assert_eq!(disk.lines(), ["first", &long, &long, &long, "lost: 7"]);
        assert_eq!(file.problem(), None);
        assert_eq!(events.lock()[1..], ["history can be written again; 7 lines are lost"]);
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
    fn file_without_room_for_a_thread_is_written_later() {
        let disk = Disk::new();
        thread::refusing::run(|| {
            disk.push("first");
            disk.push("second");
            assert!(!disk.file.flush(LONG));
        });
        let events = disk.events.lock().clone();
        assert!(events.len() == 1 && events[0].contains("no thread can be made: "), "{events:?}");
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
        let child = Arc::new(disk.file.of_child());
        assert!(child.flush(Duration::ZERO), "nothing is waiting");
    }
}
