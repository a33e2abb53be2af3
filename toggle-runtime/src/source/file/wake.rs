//! The watch that wakes the follower of files when their directories change.

use std::{
    ffi::OsStr,
    mem,
    path::PathBuf,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use notify::{
    EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};

use super::links::{Entries, is_member};
use crate::base::{
    lock::{Condvar, Mutex},
    panics, thread,
};

/// The pause between two looks at a file whose directories are watched. A watch misses some changes, such as those by
/// another machine on a network mount.
const GLANCE: Duration = Duration::from_secs(1);
/// The pause between two looks at a file whose directories cannot be watched.
const POLL: Duration = Duration::from_millis(100);

/// The watches on the relevant directories, if they can be watched.
#[derive(Default)]
pub(super) struct Watch {
    entries: Entries,
    active: Option<(RecommendedWatcher, Arc<Bell>)>,
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
            self.active = start(&entries);
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
        let Some((_, bell)) = &self.active else {
            sleep(POLL);
            return false;
        };
        let is_rung = bell.wait(GLANCE);
        if !is_rung && Arc::strong_count(bell) == 1 {
            // The watcher is gone, with its handler.
            self.active = None;
        }
        is_rung
    }
}

/// A bell that wakes the waiting follower, once for any number of events.
#[derive(Default)]
struct Bell {
    is_rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.is_rung.lock() = true;
        self.changed.notify_all();
    }

    /// Waits for the bell, at most for this time, and returns whether it has rung since the last wait.
    fn wait(&self, time: Duration) -> bool {
        let deadline = Instant::now().checked_add(time);
        let mut is_rung = self.is_rung.lock();
        let mut is_over = false;
        while !*is_rung && !is_over {
            (is_rung, is_over) = self.changed.wait_until(is_rung, deadline);
        }
        mem::take(&mut *is_rung)
    }
}

/// Starts to watch directories. Returns `None` if that fails.
fn start(entries: &Entries) -> Option<(RecommendedWatcher, Arc<Bell>)> {
    // The watcher starts its own thread, and panics at its first use if the start failed. So this first tests whether
    // a thread can be started.
    if !thread::is_room() {
        return None;
    }
    let bell = Arc::new(Bell::default());
    let rung = bell.clone();
    let (names, has_any) = (entries.names.clone(), entries.has_any);
    let is_named = move |name: &OsStr| names.contains(name) || (has_any && is_member(name));
    let concerns = move |path: &PathBuf| path.file_name().is_none_or(&is_named);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let relevant = event.map_or(true, |event| {
            !is_reading(event.kind) && (event.paths.is_empty() || event.paths.iter().any(&concerns))
        });
        if relevant {
            rung.ring();
        }
    })
    .ok()?;
    let watched = panics::catch_panic(|| {
        entries.directories.iter().try_for_each(|directory| watcher.watch(directory, RecursiveMode::NonRecursive))
    });
    if let Some(watched) = watched {
        return watched.ok().map(|()| (watcher, bell));
    }
    // No thread could be started after all. Dropping the watcher would panic again.
    mem::forget(watcher);
    None
}

/// Returns whether the event is a read of the file, perhaps by this process: a look for such an event would cause the
/// next event.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
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

    #[test]
    fn directory_without_watch_thread_is_polled() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        let mut watch = Watch::default();
        thread::refusing::run(|| watch.refresh(|| Entries::of(&path)));
        assert!(watch.active.is_none());
        watch.renew();
        watch.refresh(|| Entries::of(&path));
        assert!(watch.active.is_some());
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
