//! The watch that wakes the follower of files when their directories change.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use super::{links::Entries, watcher::Watcher};

/// The pause between two looks at a file whose directories are watched. A watch misses some changes, such as those by
/// another machine on a network mount.
const GLANCE: Duration = Duration::from_secs(1);
/// The pause between two looks at a file whose directories cannot be watched.
const POLL: Duration = Duration::from_millis(100);

/// The watches on the relevant directories, if they can be watched.
#[derive(Default)]
pub(super) struct Watch {
    entries: Entries,
    active: Option<Watcher>,
    tried: Option<Instant>,
}

impl Watch {
    /// Watches the current entries. If that fails, retries from time to time.
    pub(super) fn refresh(&mut self, current: impl Fn() -> Entries) {
        // Repeated after each start: a link may have been replaced before its watch was there.
        loop {
            let entries = current();
            let recently = self.tried.is_some_and(|tried| tried.elapsed() < GLANCE);
            if self.entries == entries && (self.active.is_some() || recently) {
                return;
            }
            self.active = Watcher::start(&entries);
            self.entries = entries;
            self.tried = Some(Instant::now());
        }
    }

    /// Starts the watch again, after it has missed a change: a watch stays at its directory, even if another
    /// directory has taken the name.
    pub(super) fn renew(&mut self) {
        *self = Self::default();
    }

    /// Waits for an event, but at most until the next look is due, and returns whether there was one.
    pub(super) fn wait(&mut self) -> bool {
        let Some(watcher) = &self.active else {
            sleep(POLL);
            return false;
        };
        watcher.wait(GLANCE).unwrap_or_else(|| {
            self.renew();
            true
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, io, os::unix::fs::symlink};

    use super::*;
    use crate::source::file::{content::Content, look::Look};

    #[test]
    fn looking_does_not_wake_the_one_who_looks() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        let mut watch = Watch::default();
        watch.refresh(|| Entries::of(&path));
        watch.wait();
        assert!(watch.active.is_some());
        assert!(matches!(Look::at(&path).seen.content, Content::Text(_)));
        assert!(!watch.wait(), "reading is no change");
        fs::write(&path, "# 1")?;
        assert!(watch.wait(), "writing is");
        Ok(())
    }

    /// A link that is replaced during the start of its watch is either seen at once or reported afterwards.
    #[test]
    fn no_change_falls_between_looking_and_watching() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let (path, new) = (directory.path().join("toggles.toml"), directory.path().join("new"));
        fs::write(&path, "# 0")?;
        for round in 0..300 {
            let mut watch = Watch::default();
            let target = directory.path().join(round.to_string());
            fs::write(&target, "#")?;
            symlink(&target, &new)?;
            std::thread::scope(|threads| {
                threads.spawn(|| {
                    sleep(Duration::from_micros(round * 2));
                    fs::rename(&new, &path).expect("the link can be put into place");
                });
                watch.refresh(|| Entries::of(&path));
            });
            assert!(watch.entries == Entries::of(&path) || watch.wait(), "round {round}");
        }
        Ok(())
    }
}
