//! Taking a file only when nobody is writing to it.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use super::content::Content;

/// How long an explicit read waits for a file that keeps changing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the content is looked at while it settles, as a part of the settle time.
const LOOKS: u32 = 5;

/// Reads a file that has been quiet for the settle time, going by its modification time, or else waits until it is.
pub(super) fn read(path: &Path, settle: Duration) -> Result<Content, String> {
    let start = Instant::now();
    let content = Content::read(path);
    // A time in the future is one that cannot be trusted.
    let age = fs::metadata(path).and_then(|metadata| metadata.modified()).map(|at| at.elapsed().unwrap_or_default());
    match age {
        Ok(age) if age < settle + start.elapsed() => wait(path, settle, content, || start.elapsed() > PATIENCE)
            .ok_or_else(|| "keeps changing; write it under another name and rename it into place".to_owned()),
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
        sleep(settle / LOOKS);
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
    fn a_file_that_never_rests_is_given_up() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        let done = std::sync::atomic::AtomicBool::new(false);
        let content = thread::scope(|scope| {
            scope.spawn(|| {
                let mut count = 0;
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    count += 1;
                    fs::write(&path, format!("# {count}")).expect("the file can be written");
                    sleep(SETTLE / 10);
                }
            });
            let content = read(&path, SETTLE);
            done.store(true, std::sync::atomic::Ordering::Relaxed);
            content
        });
        assert!(content.is_err_and(|message| message.contains("keeps changing")));
        Ok(())
    }
}
