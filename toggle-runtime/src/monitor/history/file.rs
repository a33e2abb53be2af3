//! The file to which changes are appended, on a separate thread.
//!
//! A line is one `write` to a file that is open for appending, so that lines of several processes do not mix. There
//! is no further guarantee: during a write, and after a kill, a reader may find a part of a line at the end. Lines
//! cannot be padded to whole pages, as the audit log of `cargo toggle` does, because other processes append in
//! between.

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

use crate::{
    base::{
        clock,
        lock::{Condvar, Mutex},
        regular, thread,
    },
    model::{change::Change, event::Event, problem::Problem},
    monitor::history::json,
};

#[cfg(test)]
mod tests;

/// The largest amount of text that waits for the file, in bytes.
const CAPACITY: usize = 16 << 20;
/// The time without a line after which the thread ends.
const LINGER: Duration = Duration::from_secs(1);
/// The pause before a failed file is retried.
const RETRY: Duration = Duration::from_secs(1);
/// The time after which an unwritten line is a failure.
const SLOW: Duration = Duration::from_secs(5);

type Open = dyn Fn() -> io::Result<Box<dyn Write>> + Send + Sync;
type Tell = dyn Fn(Event) + Send + Sync;

/// A file to which lines are appended. Only its thread waits for the file.
///
/// The thread exists while there are lines. A line that the file does not accept waits, and is retried. If too much
/// text waits, later lines are dropped, and one line in their place has their number.
pub(crate) struct HistoryFile {
    /// The id of the process that owns the thread.
    process: u32,
    /// The path, for messages.
    shown: String,
    open: Arc<Open>,
    /// The receiver of failures and recoveries.
    tell: Arc<Tell>,
    queue: Mutex<Queue>,
    /// Notified when lines are added, and when an attempt to write has ended.
    changed: Condvar,
    /// Whether the last attempt to start a thread failed.
    is_refused: AtomicBool,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<String>,
    /// The length of `lines`, and of the line that is being written.
    bytes: usize,
    /// The number of lines dropped after the last waiting one.
    lost: u64,
    /// The number of lines dropped since the file has failed.
    lost_in_all: u64,
    failure: Option<Failure>,
    /// Whether the last attempt may have left a part of a line.
    is_cut: bool,
    /// The time at which the thread entered the current system call.
    busy_since: Option<Instant>,
    /// Whether an attempt to open the file has ended.
    is_tried: bool,
    has_thread: bool,
    /// The time of the next attempt.
    retry_at: Option<Instant>,
}

struct Failure {
    error: String,
    /// Whether the failure was reported as an event.
    is_told: bool,
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

    /// Records a failure, and returns whether it must be reported.
    fn fail(&mut self, error: String) -> bool {
        !self.failure.replace(Failure { error, is_told: true }).is_some_and(|before| before.is_told)
    }
}

impl HistoryFile {
    /// Returns a file that is opened again for each batch of lines, because it may have been renamed to begin a new
    /// one.
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

    /// Returns whether this process was forked from the owner of the waiting lines.
    pub(crate) fn is_parents(&self) -> bool {
        self.process != process::id()
    }

    /// Returns the same file for a forked child: without the lines that the parent writes, and with no lock of the
    /// parent.
    pub(crate) fn of_child(&self) -> Arc<Self> {
        Arc::new(Self::anew(self.shown.clone(), self.open.clone(), self.tell.clone()))
    }

    /// Returns whether the last attempt to start a thread failed.
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

    /// Makes the thread write the waiting lines. Reports a failure of the file.
    pub(crate) fn start(self: &Arc<Self>) {
        self.wait_at_exit();
        let is_new_failure = {
            let mut queue = self.queue.lock();
            if !queue.has_thread && (queue.has_lines() || !queue.is_tried) {
                self.start_thread(&mut queue)
            } else {
                self.changed.notify_all();
                queue.look().is_some_and(|error| queue.fail(error))
            }
        };
        if is_new_failure {
            self.tell_failure();
        }
    }

    /// Starts the thread, and returns whether that is a new failure.
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
                queue.fail(format!("cannot start a thread: {error}"))
            }
        }
    }

    fn tell_failure(&self) {
        let error = self.queue.lock().failure.as_ref().map(|failure| failure.error.clone());
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
        match &queue.failure {
            Some(failure) if queue.is_tried => Err(failure.error.clone()),
            _ => Ok(()),
        }
    }

    /// Waits until all lines are written, and returns whether they are. A failed file is retried once.
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

    /// Returns the current problem of the file.
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
                        let is_told = queue.failure.take().is_some_and(|failure| failure.is_told);
                        is_told.then_some(Event::WriteRecovered { path, lost })
                    }
                    Err(error) => {
                        let error = error.to_string();
                        queue.fail(error.clone()).then_some(Event::WriteFailed { path, error })
                    }
                }
            };
            // Before the waiting threads continue, so that the event is already reported to them.
            if let Some(event) = event {
                (self.tell)(event);
            }
            self.changed.notify_all();
        }
    }

    /// Waits until there is a line to write, and it is time to try. Returns false if the thread must end.
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

    /// Writes all lines, each in one call, so that lines of several processes do not mix.
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

    /// Removes the first line, and returns it with whether the file ends with a part of a line.
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
    /// Returns the current failure.
    fn look(&mut self) -> Option<String> {
        if self.failure.is_none() {
            let error = if self.busy_since.is_some_and(|since| since.elapsed() > SLOW) {
                format!("the system has not returned for more than {} seconds", SLOW.as_secs())
            } else if self.lost > 0 {
                "it is too slow".to_owned()
            } else {
                return None;
            };
            self.failure = Some(Failure { error, is_told: false });
        }
        self.failure.as_ref().map(|failure| failure.error.clone())
    }
}

/// Writes bytes, and returns how many the file has accepted.
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
