//! The rules by which a file is taken only when no writer is at work.
//!
//! A file counts in one of three cases:
//!
//! 1. Content, size, times and identity have been the same for the settle time.
//! 2. The file is new under this name, was renamed into place after its last write, and a second look finds it
//!    unchanged. A file that is created under its name and still being written has equal times of writing and of
//!    change.
//! 3. The file was replaced by another one, and was not written to between the look and the replacement. So a writer
//!    that renames files into place all the time is followed.
//!
//! In the last two cases the text must also be TOML.

use std::{
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use crate::source::file::{
    content::Content,
    look::{Again, Identity, Look, Seen},
};

/// The longest wait for a file that keeps changing, in addition to the settle time.
const PATIENCE: Duration = Duration::from_secs(1);
/// The number of looks at the content during one settle time.
const LOOKS: u32 = 5;
/// The longest pause between two looks; `MIN_NAP` is the shortest.
pub(super) const NAP: Duration = Duration::from_millis(100);
pub(super) const MIN_NAP: Duration = Duration::from_millis(1);

/// The largest number of files that are kept open while they settle: the process may not have more descriptors.
const MAX_HELD: usize = 16;

/// The fault of a file that keeps changing.
pub(super) const RESTLESS: &str = "keeps changing; write it under another name and rename it into place";

/// Returns the longest wait for a file to settle.
pub(super) fn patience(settle: Duration) -> Duration {
    settle.saturating_add(PATIENCE)
}

/// A content that counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) content: Content,
    /// The identity, or `None` for a file that cannot be opened.
    pub(super) identity: Option<Identity>,
    /// Whether another file has taken the name since, so that another look is necessary.
    pub(super) is_replaced: bool,
}

/// Reads a file at once if its modification time shows that it has been unchanged for the settle time. Otherwise
/// waits until it settles.
pub(super) fn read(path: &Path, settle: Duration, is_toml: impl Fn(&Content) -> bool) -> Result<Settled, &'static str> {
    let start = Instant::now();
    let look = Look::at(path);
    // A time in the future cannot be trusted.
    let modified = look.seen.stamp.and_then(|stamp| stamp.modified).map(|since| SystemTime::UNIX_EPOCH + since);
    let age = modified.map(|at| at.elapsed().unwrap_or_default());
    let is_quiet = age.is_none_or(|age| age >= settle.saturating_add(start.elapsed()));
    if is_quiet && !look.seen.is_torn {
        return Ok(Settled { identity: look.seen.identity(), content: look.seen.content, is_replaced: false });
    }
    let first = First { path: path.to_owned(), look, known: None };
    wait(first, settle, is_toml, || start.elapsed() > patience(settle)).ok_or(RESTLESS)
}

/// A file that must settle, with the first look at it.
pub(super) struct First {
    pub(super) path: PathBuf,
    /// The first look.
    pub(super) look: Look,
    /// The identity of the file that had the name before.
    pub(super) known: Option<Identity>,
}

/// Waits until a file settles. Returns `None` if `stop` returns true first.
pub(super) fn wait(
    first: First,
    settle: Duration,
    is_toml: impl Fn(&Content) -> bool,
    stop: impl Fn() -> bool,
) -> Option<Settled> {
    wait_all(vec![first], settle, is_toml, stop).pop().flatten()
}

/// Waits until each of several files settles, during the same time for all. Returns `None` for those that have not
/// settled when `stop` returns true.
pub(super) fn wait_all(
    firsts: Vec<First>,
    settle: Duration,
    is_toml: impl Fn(&Content) -> bool,
    stop: impl Fn() -> bool,
) -> Vec<Option<Settled>> {
    let start = Instant::now();
    let can_hold = firsts.len() <= MAX_HELD;
    let mut waits: Vec<Wait> = firsts.into_iter().map(|first| Wait::new(first, settle, can_hold)).collect();
    loop {
        for wait in &mut waits {
            wait.check(start);
        }
        if waits.iter().all(|wait| wait.settled.is_some()) || stop() {
            return waits.into_iter().map(|wait| wait.settled.or_else(|| wait.settling.give_up())).collect();
        }
        sleep((settle / LOOKS).clamp(MIN_NAP, NAP));
        for wait in &mut waits {
            wait.look_again(start, &is_toml);
        }
    }
}

/// The wait for one file.
struct Wait {
    path: PathBuf,
    /// The last look, or `None` once the file has settled.
    look: Option<Look>,
    /// Whether the file may be kept open between two looks.
    can_hold: bool,
    settling: Settling,
    settled: Option<Settled>,
}

impl Wait {
    fn new(first: First, settle: Duration, can_hold: bool) -> Self {
        let First { path, look, known } = first;
        let settling = Settling::new(settle, look.seen.clone(), known);
        let look = if can_hold { look } else { look.without_file() };
        Self { path, look: Some(look), can_hold, settling, settled: None }
    }

    fn check(&mut self, start: Instant) {
        if self.settled.is_none() {
            self.settled = self.settling.settled(start.elapsed());
        }
    }

    fn look_again(&mut self, start: Instant, is_toml: impl Fn(&Content) -> bool) {
        if self.settled.is_some() {
            return;
        }
        let Some(last) = self.look.take() else { return };
        let Again { look, has_replaced_whole } = last.again(&self.path);
        self.settled = self.settling.look(look.seen.clone(), has_replaced_whole, start.elapsed(), is_toml);
        self.look = Some(if self.can_hold { look } else { look.without_file() });
    }
}

/// The state of a file that settles. This type receives looks and the time, and does no IO.
struct Settling {
    settle: Duration,
    /// The identity of the file that had the name before, if it is known.
    known: Option<Identity>,
    last: Seen,
    /// The time of the first look with the current content.
    since: Duration,
    /// The last content of a file that was replaced whole and is not TOML.
    mistaken: Option<Content>,
}

impl Settling {
    fn new(settle: Duration, first: Seen, known: Option<Identity>) -> Self {
        Self { settle, known, last: first, since: Duration::ZERO, mistaken: None }
    }

    /// Takes another look. `has_replaced_whole` is whether it shows another file than the last look, whose file was
    /// not written to meanwhile.
    fn look(
        &mut self,
        seen: Seen,
        has_replaced_whole: bool,
        now: Duration,
        is_toml: impl Fn(&Content) -> bool,
    ) -> Option<Settled> {
        if seen == self.last && !seen.is_torn {
            let is_whole = self.was_renamed_into_place() && is_toml(&self.last.content);
            return if is_whole { Some(self.take()) } else { self.settled(now) };
        }
        let last = std::mem::replace(&mut self.last, seen);
        self.since = now;
        let is_other = |identity: &Identity| Some(*identity) != self.last.identity();
        self.known = last.identity().filter(is_other).or(self.known);
        self.mistaken = None;
        if !has_replaced_whole {
            return None;
        }
        if is_toml(&last.content) {
            return Some(Settled { identity: last.identity(), content: last.content, is_replaced: true });
        }
        self.mistaken = Some(last.content);
        None
    }

    /// Returns the content if the file has been unchanged for the settle time.
    fn settled(&self, now: Duration) -> Option<Settled> {
        let is_quiet = now.saturating_sub(self.since) >= self.settle;
        (is_quiet && !self.last.is_torn).then(|| self.take())
    }

    /// Returns the content of a file that did not settle, if it is certainly mistaken.
    fn give_up(self) -> Option<Settled> {
        let content = self.mistaken?;
        Some(Settled { content, identity: None, is_replaced: true })
    }

    fn take(&self) -> Settled {
        Settled { content: self.last.content.clone(), identity: self.last.identity(), is_replaced: false }
    }

    fn was_renamed_into_place(&self) -> bool {
        let is_other = self.known.is_some_and(|known| Some(known) != self.last.identity());
        is_other && self.last.stamp.is_some_and(|stamp| stamp.is_named_after_writing())
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io, thread};

    use super::*;
    use crate::source::file::look::Stamp;

    const SETTLE: Duration = Duration::from_millis(50);

    fn is_toml(content: &Content) -> bool {
        matches!(content, Content::Text(text) if !text.ends_with('='))
    }

    /// Returns a look at file `inode` that was written at `modified` and renamed or similarly changed at `changed`,
    /// in milliseconds.
    fn seen(text: &str, inode: u64, modified: u64, changed: u64) -> Seen {
        let identity = Identity { device: 1, inode, created: None };
        let (modified, changed) = (Some(Duration::from_millis(modified)), Some(Duration::from_millis(changed)));
        let stamp = Stamp { identity, len: text.len() as u64, modified, changed };
        Seen { content: Content::Text(text.into()), stamp: Some(stamp), is_torn: false }
    }

    /// Returns a look at a file that is created and written under its name.
    fn written(text: &str, inode: u64, modified: u64) -> Seen {
        seen(text, inode, modified, modified)
    }

    /// Checks which content is taken, and when, of these looks at intervals of ten milliseconds. Each look has a mark
    /// whether it has replaced the last one whole.
    #[track_caller]
    fn check(known: Option<u64>, looks: &[(Seen, bool)], expected: Option<(&str, u64)>) {
        let known = known.map(|inode| Identity { device: 1, inode, created: None });
        let mut settling = Settling::new(SETTLE, looks[0].0.clone(), known);
        let mut now = 0;
        let taken = looks[1..].iter().find_map(|(look, has_replaced_whole)| {
            now += 10;
            settling.look(look.clone(), *has_replaced_whole, Duration::from_millis(now), is_toml)
        });
        let expected = expected.map(|(text, at)| (Content::Text(text.into()), at));
        assert_eq!(taken.map(|settled| (settled.content, now)), expected);
    }

    fn repeated(look: Seen, times: usize) -> Vec<(Seen, bool)> {
        vec![(look, false); times]
    }

    #[test]
    fn quiet_file_counts_after_the_settle_time() {
        check(Some(1), &repeated(written("a", 1, 5), 9), Some(("a", 50)));
    }

    #[test]
    fn rewritten_file_is_not_quiet() {
        // Each look finds the first half of the text, in another turn.
        let looks: Vec<_> = (0..500).map(|turn| (written("a", 1, turn * 10), false)).collect();
        check(Some(1), &looks, None);
    }

    #[test]
    fn change_of_size_or_identity_is_not_quiet() {
        let of_size = |turn: u64| {
            let mut seen = written("a", 1, 5);
            seen.stamp = seen.stamp.map(|stamp| Stamp { len: turn, ..stamp });
            (seen, false)
        };
        check(Some(1), &(0..500).map(of_size).collect::<Vec<_>>(), None);
        check(Some(1), &(0..500).map(|turn| (written("a", turn, 5), false)).collect::<Vec<_>>(), None);
    }

    #[test]
    fn torn_reading_is_not_quiet() {
        let torn = Seen { is_torn: true, ..written("a", 1, 5) };
        check(Some(1), &repeated(torn.clone(), 500), None);
        let mut settling = Settling::new(Duration::ZERO, torn, None);
        assert_eq!(settling.settled(SETTLE), None);
        assert!(settling.look(written("a", 1, 5), false, SETTLE, is_toml).is_none());
        assert!(settling.settled(SETTLE).is_some());
    }

    #[test]
    fn renamed_file_counts_at_the_second_look() {
        check(Some(1), &repeated(seen("a", 2, 5, 6), 9), Some(("a", 10)));
    }

    #[test]
    fn created_file_waits_for_the_settle_time() {
        check(Some(1), &repeated(written("a", 2, 5), 9), Some(("a", 50)));
    }

    #[test]
    fn renamed_file_that_is_not_known_waits() {
        check(None, &repeated(seen("a", 2, 5, 6), 9), Some(("a", 50)));
        // The mode of a file that is written in place was changed.
        check(Some(2), &repeated(seen("a", 2, 5, 6), 9), Some(("a", 50)));
    }

    #[test]
    fn renamed_file_that_is_no_toml_waits() {
        check(Some(1), &repeated(seen("a =", 2, 5, 6), 9), Some(("a =", 50)));
    }

    #[test]
    fn renamed_file_that_is_then_written_waits() {
        let mut looks = repeated(seen("a", 2, 5, 6), 1);
        looks.extend(repeated(written("b", 2, 12), 9));
        check(Some(1), &looks, Some(("b", 60)));
    }

    #[test]
    fn file_that_was_replaced_whole_counts() {
        // Renamed within the step of the clock in which they were written.
        let looks: Vec<_> = (1..500).map(|turn| (written("a", turn, turn * 10), true)).collect();
        check(None, &looks, Some(("a", 10)));
    }

    #[test]
    fn file_that_was_not_left_as_seen_does_not_count() {
        let looks: Vec<_> = (1..500).map(|turn| (written("a", turn, turn * 10), false)).collect();
        check(None, &looks, None);
    }

    #[test]
    fn mistake_in_replaced_files_is_known_at_the_end() {
        let mut settling = Settling::new(SETTLE, written("a =", 1, 10), None);
        assert!(settling.look(written("b =", 2, 20), true, SETTLE, is_toml).is_none());
        let settled = settling.give_up().map(|settled| settled.content);
        assert_eq!(settled, Some(Content::Text("a =".into())));

        let mut settling = Settling::new(SETTLE, written("a =", 1, 10), None);
        assert!(settling.look(written("b =", 2, 20), true, SETTLE, is_toml).is_none());
        assert!(settling.look(written("c =", 2, 30), false, SETTLE, is_toml).is_none());
        assert_eq!(settling.give_up(), None, "the last was written in place");
    }

    fn text(content: Content) -> Option<String> {
        match content {
            Content::Text(text) => Some(text.to_string()),
            Content::Unreadable(_) => None,
        }
    }

    #[test]
    fn what_is_still_being_written_is_waited_for() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# one")?;
        let content = thread::scope(|scope| {
            scope.spawn(|| {
                for part in ["# one\n# t", "# one\n# two\n# thr", "# one\n# two\n# three\n"] {
                    sleep(SETTLE / 4);
                    fs::write(&path, part).expect("the file can be written");
                }
            });
            read(&path, SETTLE, is_toml)
        });
        assert_eq!(content.ok().and_then(|settled| text(settled.content)).as_deref(), Some("# one\n# two\n# three\n"));
        Ok(())
    }

    #[test]
    fn a_time_in_the_future_is_not_trusted() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# one")?;
        fs::File::options().write(true).open(&path)?.set_modified(SystemTime::now() + 1000 * SETTLE)?;
        let start = Instant::now();
        assert_eq!(
            read(&path, SETTLE, is_toml).ok().and_then(|settled| text(settled.content)).as_deref(),
            Some("# one")
        );
        assert!(start.elapsed() >= SETTLE);
        Ok(())
    }

    #[test]
    fn a_long_settle_time_is_waited_for() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# one")?;
        assert!(read(&path, PATIENCE + 2 * SETTLE, is_toml).is_ok());
        Ok(())
    }

    #[test]
    fn a_file_that_never_rests_is_given_up() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        let done = std::sync::atomic::AtomicBool::new(false);
        // Much longer than a busy machine may delay the writer.
        let settle = 10 * SETTLE;
        let content = thread::scope(|scope| {
            scope.spawn(|| {
                let mut count = 0;
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    count += 1;
                    fs::write(&path, format!("# {count}")).expect("the file can be written");
                    sleep(SETTLE / 10);
                }
            });
            let content = read(&path, settle, is_toml);
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            content
        });
        assert!(content.is_err_and(|message| message.contains("keeps changing")));
        Ok(())
    }
}
