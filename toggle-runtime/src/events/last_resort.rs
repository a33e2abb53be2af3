//! The last resort for problems without a receiver: lines on the standard error output, each once.

use std::{
    fmt::{self, Display, Write as _},
    io::{self, Write as _},
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

use xxhash_rust::xxh3::Xxh3;

use crate::model::event::Event;

/// The largest number of reported problems.
const PROBLEMS: usize = 100;
/// The largest length of a line, in bytes. A pipe takes so many in one write, so that processes do not mix their
/// lines.
const LINE: usize = 4096;
const PREFIX: &str = "toggle_runtime: ";
const CUT: &str = "…\n";
const MORE: &str = "there are more problems; `toggle_runtime::problems()` lists all, and a subscriber receives each";

/// A reporter that writes each problem once, and no more than [`PROBLEMS`]. Before [`open`](Self::open) it writes
/// nothing, so that only the registry of the process writes.
///
/// The reporter has no lock: a forked child has a copy, and does not repeat the lines of its parent.
#[derive(Default)]
pub(crate) struct LastResort {
    write: OnceLock<Write>,
    is_quiet: AtomicBool,
    /// The hashes of the reported problems, from the front. Zero is a free slot.
    reported: Reported,
    is_full: AtomicBool,
}

type Write = Box<dyn Fn(&[u8]) + Send + Sync>;

struct Reported([AtomicU64; PROBLEMS]);

impl Default for Reported {
    fn default() -> Self {
        Self([const { AtomicU64::new(0) }; PROBLEMS])
    }
}

/// The result of looking up a problem among the reported ones.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    New,
    Known,
    /// No free slot is left.
    Full,
}

impl Reported {
    fn add(&self, hash: u64) -> Found {
        for place in &self.0 {
            let known = place.compare_exchange(0, hash, Relaxed, Relaxed);
            match known {
                Ok(_) => return Found::New,
                Err(known) if known == hash => return Found::Known,
                Err(_) => {}
            }
        }
        Found::Full
    }
}

impl LastResort {
    /// Writes lines with this function from now on.
    pub(crate) fn open(&self, write: impl Fn(&[u8]) + Send + Sync + 'static) {
        // The first function stays.
        let _ = self.write.set(Box::new(write));
    }

    /// Sets whether nothing is written.
    pub(crate) fn set_quiet(&self, is_quiet: bool) {
        self.is_quiet.store(is_quiet, Relaxed);
    }

    /// Returns whether an event is a problem.
    pub(super) fn is_problem(event: &Event) -> bool {
        matches!(event, Event::Problem(_) | Event::SourceFailed { .. } | Event::WriteFailed { .. })
    }

    /// Reports an event if it is a problem.
    pub(super) fn report(&self, event: &Event) {
        if !Self::is_problem(event) {
            return;
        }
        let Some(write) = self.write.get().filter(|_| !self.is_quiet.load(Relaxed)) else { return };
        let line = Line::of(event);
        match self.reported.add(line.digest()) {
            Found::New => write(&line.bytes()),
            Found::Full if !self.is_full.swap(true, Relaxed) => write(&Line::of(&MORE).bytes()),
            Found::Full | Found::Known => {}
        }
    }
}

/// The beginning of a text, and the hash of the whole text.
struct Line {
    text: String,
    is_cut: bool,
    hash: Xxh3,
}

impl Line {
    fn of(text: &impl Display) -> Self {
        let mut line = Self { text: PREFIX.to_owned(), is_cut: false, hash: Xxh3::new() };
        // The writer never fails.
        let _ = write!(line, "{text}");
        line
    }

    /// Returns the hash, which never equals the mark of a free slot.
    fn digest(&self) -> u64 {
        self.hash.digest().max(1)
    }

    fn bytes(mut self) -> Vec<u8> {
        self.text.push_str(if self.is_cut { CUT } else { "\n" });
        self.text.into_bytes()
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.hash.update(text.as_bytes());
        let room = if self.is_cut { 0 } else { LINE - CUT.len() - self.text.len() };
        let part = &text[..end_within(text, room)];
        self.text.push_str(part);
        self.is_cut |= part.len() < text.len();
        Ok(())
    }
}

/// Returns the end of the last character that ends within so many bytes.
fn end_within(text: &str, room: usize) -> usize {
    let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
    if text.len() <= room { text.len() } else { ends.take_while(|end| *end <= room).last().unwrap_or(0) }
}

/// Writes a line to the standard error output. A line that cannot be written is lost.
pub(crate) fn write_to_stderr(line: &[u8]) {
    if write_without_lock(line).is_err() {
        let _ = io::stderr().write_all(line);
    }
}

/// Writes to a duplicate of the file descriptor: in a forked child, the lock of the standard library may stay locked.
#[cfg(unix)]
fn write_without_lock(line: &[u8]) -> io::Result<()> {
    use std::{fs::File, os::fd::AsFd};

    let mut duplicate = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    // An error here would be an error of the locked write, too.
    let _ = duplicate.write_all(line);
    Ok(())
}

#[cfg(not(unix))]
fn write_without_lock(_: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;
    use crate::model::problem::Problem;

    struct Written(LastResort, Arc<Mutex<Vec<String>>>);

    impl Written {
        fn new() -> Self {
            let written = Self(LastResort::default(), Arc::default());
            let lines = written.1.clone();
            written.0.open(move |line| {
                let line = String::from_utf8(line.to_vec()).unwrap_or_default();
                lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            });
            written
        }

        fn report(&self, error: &str) {
            self.0.report(&Event::Problem(Problem::SetUpFailed { error: error.to_owned() }));
        }

        fn lines(&self) -> Vec<String> {
            self.1.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }
    }

    #[test]
    fn problem_is_written_once() {
        let written = Written::new();
        for error in ["one", "two", "one", "two"] {
            written.report(error);
        }
        let lines = written.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("toggle_runtime: the toggles of") && lines[0].ends_with(": one\n"), "{lines:?}");
    }

    #[test]
    fn change_is_not_written() {
        let written = Written::new();
        written.0.report(&Event::SourceRecovered { source: "x".to_owned() });
        assert_eq!(written.lines(), [""; 0]);
        written.0.report(&Event::SourceFailed { source: "x".to_owned(), error: "gone".to_owned() });
        assert_eq!(written.lines(), ["toggle_runtime: x cannot be read, so it changes nothing: gone\n"]);
    }

    #[test]
    fn lines_are_bounded_and_the_last_says_so() {
        let written = Written::new();
        (0..PROBLEMS * 3).for_each(|number| written.report(&number.to_string()));
        let lines = written.lines();
        assert_eq!(lines.len(), PROBLEMS + 1);
        assert_eq!(lines.last().map(String::as_str), Some(&*format!("{PREFIX}{MORE}\n")));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let written = Written::new();
        for end in ["a", "b"] {
            written.report(&("é".repeat(LINE) + end));
        }
        let lines = written.lines();
        assert_eq!(lines.len(), 2, "what differs behind the cut differs");
        assert!(lines.iter().all(|line| line.len() <= LINE && line.len() > LINE - 4 && line.ends_with("é…\n")));
    }

    #[test]
    fn text_of_others_stays_on_its_line() {
        let written = Written::new();
        written.report("a\n::error::\u{1b}[2J");
        let lines = written.lines();
        assert!(lines[0].ends_with(": a\\n::error::\\u{1b}[2J\n"), "{lines:?}");
        assert_eq!(lines[0].matches('\n').count(), 1);
    }

    #[test]
    fn quiet_one_writes_nothing() {
        let written = Written::new();
        written.0.set_quiet(true);
        written.report("one");
        written.0.set_quiet(false);
        written.report("two");
        assert_eq!(written.lines().len(), 1);
    }

    #[test]
    fn many_threads_write_a_problem_once() {
        let written = Written::new();
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| (0..PROBLEMS).for_each(|number| written.report(&number.to_string())));
            }
        });
        assert_eq!(written.lines().len(), PROBLEMS);
    }
}
