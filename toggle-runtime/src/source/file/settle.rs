//! Taking a file only when nobody is writing to it.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use super::content::Content;

/// How long to wait for a file that keeps changing, above the settle time.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the content is looked at while it settles, as a part of the settle time.
const LOOKS: u32 = 5;
/// How long to sleep between two looks, at most.
const NAP: Duration = Duration::from_millis(100);

/// What is wrong with a file that keeps changing.
pub(super) const RESTLESS: &str = "keeps changing; write it under another name and rename it into place";

/// How long to wait for a file to settle.
pub(super) fn patience(settle: Duration) -> Duration {
    settle.saturating_add(PATIENCE)
}

/// Reads a file that has been quiet for the settle time, going by its modification time, or else waits until it is.
pub(super) fn read(path: &Path, settle: Duration) -> Result<Content, &'static str> {
    let start = Instant::now();
    let content = Content::read(path);
    // A time in the future is one that cannot be trusted.
    let age = fs::metadata(path).and_then(|metadata| metadata.modified()).map(|at| at.elapsed().unwrap_or_default());
    match age {
        Ok(age) if age < settle.saturating_add(start.elapsed()) => {
            wait(path, settle, content, || start.elapsed() > patience(settle)).ok_or(RESTLESS)
        }
        _ => Ok(content),
    }
}

/// Waits until the content, which is `last` now, has not changed for the settle time. Gives none if `stop` says so first.
pub(super) fn wait(path: &Path, settle: Duration, mut last: Content, stop: impl Fn() -> bool) -> Option<Content> {
    let mut since = Instant::now();
    while since.elapsed() < settle {
        if stop() {
            return None;
        }
        sleep((settle / LOOKS).min(NAP));
        let content = Content::read(path);
        if content != last {
            last = content;
            since = Instant::now();
        }
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use std::{io, thread};

    use super::*;

    const SETTLE: Duration = Duration::from_millis(50);

    fn text(content: Content) -> Option<String> {
        match content {
            Content::Text(text) => Some(text),
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
            read(&path, SETTLE)
        });
        assert_eq!(content.ok().and_then(text).as_deref(), Some("# one\n# two\n# three\n"));
        Ok(())
    }

    #[test]
    fn a_time_in_the_future_is_not_trusted() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# one")?;
        fs::File::options().write(true).open(&path)?.set_modified(std::time::SystemTime::now() + 1000 * SETTLE)?;
        let start = Instant::now();
        assert_eq!(read(&path, SETTLE).ok().and_then(text).as_deref(), Some("# one"));
        assert!(start.elapsed() >= SETTLE);
        Ok(())
    }

    #[test]
    fn a_long_settle_time_is_waited_for() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# one")?;
        assert!(read(&path, PATIENCE + 2 * SETTLE).is_ok());
        Ok(())
    }

    #[test]
    fn a_file_that_never_rests_is_given_up() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        let done = std::sync::atomic::AtomicBool::new(false);
        // Far above the time that a busy machine may keep the writer waiting.
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
            let content = read(&path, settle);
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            content
        });
        assert!(content.is_err_and(|message| message.contains("keeps changing")));
        Ok(())
    }
}
