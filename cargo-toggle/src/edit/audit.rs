//! The log of all changes: a line of JSON for each, beside the file.
//!
//! Whoever reads the log finds whole lines at every instant, also while a line is being written and after the writer was
//! killed. A signal that kills can cut a `write` short, but only between two pages of the file: the kernel copies page by
//! page and looks for the signal in between. So no line lies in two pages. A line has at most half a [`PAGE`], and where
//! less than that would be left of the page behind it, it is made longer with spaces, which JSON does not mind. A line
//! that is there is never touched again, so that `tail -f` sees nothing else than who comes later.
//!
//! A power failure knows no pages. What it leaves of a line that was not synced is taken off by the next writer.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use toggle_runtime::__tool::open_regular;

use super::keep;
use crate::output::{self, Versioned};

/// The smallest page that a kernel has. In bytes.
const PAGE: usize = 4096;
/// The longest line, with its line feed. In bytes.
const LINE: usize = PAGE / 2;

/// A line of the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// When, in UTC.
    pub(super) at: String,
    /// The user whose rights were used.
    pub(super) who: String,
    /// The user who took these rights by `sudo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sudo_user: Option<String>,
    pub(super) action: Action,
    pub(super) toggle: String,
    /// The environment in whose section it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<String>,
    /// What the file said of it. Long rules are cut.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) reason: Option<String>,
    /// The file, without links.
    pub(super) file: String,
    /// Which change this line is about.
    pub(super) change: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Set,
    Unset,
    /// The change that an earlier line tells of did not take place.
    Interrupted,
}

impl Versioned for Entry {
    const FORMAT: &'static str = "audit";
}

impl Entry {
    /// A line about a change that this user makes now.
    pub(super) fn new(action: Action, toggle: &str, file: &Path) -> Self {
        let who = whoami::username().ok().or_else(keep::user).unwrap_or_else(|| "unknown".to_owned());
        let sudo_user = std::env::var("SUDO_USER").ok().filter(|user| !user.is_empty() && *user != who);
        Self {
            at: format!("{:.3}", Timestamp::now()),
            who,
            sudo_user,
            action,
            toggle: toggle.to_owned(),
            environment: None,
            before: None,
            after: None,
            reason: None,
            file: file.display().to_string(),
            change: String::new(),
        }
    }

    /// The line that takes this one back: the state is what it was.
    pub(super) fn interrupted(&self, file: &Path) -> Self {
        let Self { environment, before, change, .. } = self.clone();
        Self {
            environment,
            after: before.clone(),
            before,
            change,
            ..Self::new(Action::Interrupted, &self.toggle, file)
        }
    }

    /// Makes sure that it fits into the log.
    ///
    /// # Errors
    ///
    /// If it is too long.
    pub(super) fn check(&self) -> Result<()> {
        self.to_line().map(drop)
    }

    fn to_line(&self) -> Result<Vec<u8>> {
        let line = self.to_json()?;
        let len = line.len();
        if len > LINE {
            let remedy = self.remedy()?;
            bail!("the line of the audit log would have {len} bytes, and {LINE} is the most{remedy}");
        }
        Ok(line)
    }

    fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        output::json_line(&mut line, self)?;
        Ok(line)
    }

    /// What to do about a line that is too long.
    fn remedy(&self) -> io::Result<&'static str> {
        let without_reason = Self { reason: None, ..self.clone() };
        let of_users = self.who.len() + self.sudo_user.as_ref().map_or(0, String::len);
        Ok(if without_reason.to_json()?.len() <= LINE {
            ": shorten the reason"
        } else if self.file.len() >= of_users {
            ", also without a reason: the path of the file is too long"
        } else {
            ", also without a reason: the name of the user is too long"
        })
    }
}

/// The log, open for writing. Only who holds the lock may have it.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    len: u64,
    /// How much of a line that was not written to its end has been taken off. In bytes.
    pub(super) cut: u64,
}

impl Log {
    /// Opens the log, or makes an empty one, which is for the same users as `like`.
    ///
    /// # Errors
    ///
    /// If it is no file, or none that this module has written.
    pub(super) fn open(path: &Path, like: Option<&Metadata>) -> Result<Self> {
        let is_new = match fs::metadata(path) {
            Ok(metadata) => {
                ensure!(metadata.is_file(), "not a regular file");
                false
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(error.into()),
        };
        let file = open_regular(path, OpenOptions::new().read(true).write(true).create(is_new).truncate(false))?;
        if let Some(like) = like.filter(|_| is_new) {
            // Where the owner cannot be kept, the log is the writer's own.
            let _ = keep::owner(&file, like);
            let _ = file.set_permissions(like.permissions());
        }
        let len = file.metadata()?.len();
        let mut log = Self { file, len, cut: 0 };
        log.mend()?;
        Ok(log)
    }

    /// Takes off what is there of a line that has no end, unless only the end is missing.
    fn mend(&mut self) -> Result<()> {
        let from = self.len.saturating_sub(PAGE as u64);
        let mut last = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_to_end(&mut last)?;
        if last.last().is_none_or(|&byte| byte == b'\n') {
            return Ok(());
        }
        let start = match last.iter().rposition(|&byte| byte == b'\n') {
            Some(at) => at + 1,
            None if from == 0 => 0,
            None => bail!("no line ends in its last {PAGE} bytes, so it is no audit log"),
        };
        if read(&last[start..]).is_some() {
            self.write(self.len, b"\n")?;
        } else {
            self.cut = (last.len() - start) as u64;
            self.len -= self.cut;
            self.file.set_len(self.len)?;
        }
        Ok(self.file.sync_all()?)
    }

    /// Adds a line and waits until it is on the disk. If that fails, the log is what it was.
    ///
    /// # Errors
    ///
    /// If the line is too long, or cannot be written.
    pub(super) fn append(&mut self, entry: &Entry) -> Result<()> {
        let line = entry.to_line()?;
        let before = self.len;
        self.add(line).or_else(|error| {
            self.restore(before).context("the audit log cannot be set back")?;
            Err(error.into())
        })
    }

    fn add(&mut self, mut line: Vec<u8>) -> io::Result<()> {
        let room = |len: u64| PAGE - usize::try_from(len % PAGE as u64).unwrap_or(0);
        if line.len() > room(self.len) {
            // Only where somebody else has written to the log.
            self.write(self.len, &vec![b' '; room(self.len)])?;
        }
        let rest = room(self.len) - line.len();
        if rest < LINE {
            line.splice(line.len() - 1..line.len() - 1, std::iter::repeat_n(b' ', rest));
        }
        self.write(self.len, &line)?;
        self.file.sync_all()
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        let written = loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => break written?,
            }
        };
        if written < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.len = at + bytes.len() as u64;
        Ok(())
    }

    fn restore(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)?;
        self.len = len;
        self.file.sync_all()
    }
}

/// The line of a change, if the log says that it was made.
///
/// # Errors
///
/// If the log cannot be read.
pub(super) fn made(path: &Path, change: &str) -> io::Result<Option<Entry>> {
    let log = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        log => log?,
    };
    let lines = log.split(|&byte| byte == b'\n').filter(|line| memmem::find(line, change.as_bytes()).is_some());
    let last = lines.filter_map(read).rfind(|entry| entry.change == change);
    Ok(last.filter(|entry| entry.action != Action::Interrupted))
}

fn read(line: &[u8]) -> Option<Entry> {
    output::read(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Scratch(tempfile::TempDir);

    impl Scratch {
        fn new(content: &str) -> Self {
            let scratch = Self(tempfile::tempdir().expect("a directory can be made"));
            fs::write(scratch.path(), content).expect("a file can be written");
            scratch
        }

        fn path(&self) -> std::path::PathBuf {
            self.0.path().join("log")
        }

        fn log(&self) -> Log {
            Log::open(&self.path(), None).expect("the log can be opened")
        }

        fn text(&self) -> String {
            fs::read_to_string(self.path()).expect("the log can be read")
        }
    }

    fn entry(change: &str, length_of_reason: usize) -> Entry {
        let reason = Some("x".repeat(length_of_reason));
        Entry { reason, change: change.to_owned(), ..Entry::new(Action::Set, "a", Path::new("/f")) }
    }

    #[test]
    fn no_line_lies_in_two_pages() {
        let scratch = Scratch::new("");
        let mut log = scratch.log();
        for count in 0..300 {
            log.append(&entry(&count.to_string(), count * 7919 % 1800)).expect("it can be written");
        }
        let text = scratch.text();
        let mut at = 0;
        for (count, line) in text.split_inclusive('\n').enumerate() {
            assert_eq!(at / PAGE, (at + line.len() - 1) / PAGE, "line {count}");
            assert_eq!(read(line.as_bytes()).map(|entry| entry.change), Some(count.to_string()));
            at += line.len();
        }
        assert!(text.ends_with('\n') && text.lines().count() == 300);
    }

    #[test]
    fn a_line_that_is_there_is_never_touched_again() {
        let scratch = Scratch::new("");
        let mut before = String::new();
        for count in 0..100 {
            scratch.log().append(&entry("c", count * 97 % 1800)).expect("it can be written");
            let text = scratch.text();
            assert!(text.starts_with(&before) && text.ends_with('\n'));
            before = text;
        }
    }

    #[test]
    fn a_line_may_fill_half_a_page_but_no_more() {
        let scratch = Scratch::new("");
        let empty = entry("c", 0).to_line().expect("it is short").len();
        let mut log = scratch.log();
        for _ in 0..6 {
            log.append(&entry("c", LINE - empty)).expect("it fits");
        }
        let before = scratch.text();
        assert_eq!(before.len(), 3 * PAGE);
        let error = log.append(&entry("c", LINE - empty + 1)).expect_err("it is too long");
        let expected = "the line of the audit log would have 2049 bytes, and 2048 is the most: shorten the reason";
        assert_eq!(error.to_string(), expected);
        assert_eq!(scratch.text(), before);
    }

    #[test]
    fn what_makes_a_line_too_long_is_told() {
        #[track_caller]
        fn check(entry: &Entry, because: &str) {
            let error = entry.check().expect_err("it is too long").to_string();
            assert!(error.ends_with(&format!(" bytes, and 2048 is the most{because}")), "{error}");
        }
        let long = "x".repeat(LINE);
        let short = entry("c", 300);
        check(&Entry { file: "x".repeat(LINE - 300), ..short.clone() }, ": shorten the reason");
        let of_path = ", also without a reason: the path of the file is too long";
        check(&Entry { file: long.clone(), ..short.clone() }, of_path);
        check(&Entry { file: long.clone(), reason: None, ..short.clone() }, of_path);
        let of_user = ", also without a reason: the name of the user is too long";
        check(&Entry { sudo_user: Some(long), ..short }, of_user);
    }

    #[test]
    fn after_what_others_have_written_a_line_starts_with_spaces() {
        let scratch = Scratch::new(&format!("{{{}}}\n", " ".repeat(PAGE - 20)));
        scratch.log().append(&entry("c", 0)).expect("it can be written");
        let text = scratch.text();
        assert!(text[PAGE..].starts_with('{'), "{text}");
        assert_eq!(
            text.lines().last().and_then(|line| read(line.as_bytes())).map(|entry| entry.change),
            Some("c".into())
        );
    }

    #[test]
    fn what_a_power_failure_left_of_a_line_is_taken_off() {
        let line = String::from_utf8(entry("c", 9).to_line().expect("it is short")).expect("it is text");
        let whole = line.repeat(3);
        for cut in [1, 5, line.len() - 2] {
            let scratch = Scratch::new(&format!("{whole}{}", &line[..cut]));
            assert_eq!(scratch.log().cut, cut as u64);
            assert_eq!(scratch.text(), whole);
        }
        let scratch = Scratch::new(&format!("{whole}\0\0\0"));
        assert_eq!((scratch.log().cut, scratch.text()), (3, whole));
        let scratch = Scratch::new("{");
        assert_eq!((scratch.log().cut, scratch.text()), (1, String::new()));
    }

    #[test]
    fn a_line_that_lacks_only_its_end_stays() {
        let line = String::from_utf8(entry("c", 9).to_line().expect("it is short")).expect("it is text");
        let scratch = Scratch::new(line.trim_end());
        assert_eq!((scratch.log().cut, scratch.text()), (0, line));
    }

    #[test]
    fn what_is_no_log_stays_as_it_is() {
        let other = "x".repeat(PAGE + 1);
        let scratch = Scratch::new(&other);
        Log::open(&scratch.path(), None).expect_err("it is no log");
        assert_eq!(scratch.text(), other);
    }

    #[test]
    fn a_line_that_cannot_be_written_leaves_the_log_as_it_was() {
        let scratch = Scratch::new("");
        scratch.log().append(&entry("a", 900)).expect("it can be written");
        let before = scratch.text();
        let mut log = scratch.log();
        log.write(log.len, b"half").expect("it can be written");
        log.restore(before.len() as u64).expect("it can be set back");
        assert_eq!(scratch.text(), before);
        log.append(&entry("b", 900)).expect("it can be written");
        assert_eq!(scratch.text().lines().count(), 2);
    }

    #[test]
    fn a_change_counts_until_it_is_taken_back() {
        let scratch = Scratch::new("");
        let made = |change| made(&scratch.path(), change).expect("the log can be read").map(|entry| entry.toggle);
        let mut log = scratch.log();
        let one = entry("one", 0);
        log.append(&one).expect("it can be written");
        assert_eq!((made("one").as_deref(), made("two")), (Some("a"), None));
        log.append(&one.interrupted(Path::new("/f"))).expect("it can be written");
        assert_eq!(made("one"), None);
    }
}
