//! The watch on directories through the crate `notify`, which runs a thread for it. `watcher_linux.rs` replaces this
//! file on Linux.

use std::{
    mem,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use notify::{
    EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

use super::links::Entries;
use crate::base::{
    lock::{Condvar, Mutex},
    panics, thread,
};

/// A watch on directories.
pub(super) struct Watcher {
    // Dropping the watcher ends its thread.
    _watcher: RecommendedWatcher,
    bell: Arc<Bell>,
}

impl Watcher {
    /// Starts to watch the directories of these entries. Returns `None` if that fails.
    pub(super) fn start(entries: &Entries) -> Option<Self> {
        // The watcher starts its own thread, and panics at its first use if the start failed. So this first tests
        // whether a thread can be started.
        if !thread::is_room() {
            return None;
        }
        let bell = Arc::new(Bell::default());
        let rung = bell.clone();
        let named = entries.clone();
        let concerns = move |path: &PathBuf| path.file_name().is_none_or(|name| named.has_name(name));
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
            return watched.ok().map(|()| Self { _watcher: watcher, bell });
        }
        // No thread could be started after all. Dropping the watcher would panic again.
        mem::forget(watcher);
        None
    }

    /// Waits for a change of an entry, at most for this time, and returns whether there was one. Returns `None` if the
    /// watch has ended.
    pub(super) fn wait(&self, time: Duration) -> Option<bool> {
        let is_changed = self.bell.wait(time);
        // The watcher drops its handler at its end.
        (is_changed || Arc::strong_count(&self.bell) > 1).then_some(is_changed)
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

/// Returns whether the event is a read of the file, perhaps by this process: a look for such an event would cause the
/// next event.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

#[cfg(test)]
mod tests {
    use std::{fs, io};

    use super::*;

    #[test]
    fn watcher_without_room_for_a_thread_is_none() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("toggles.toml");
        fs::write(&path, "# 0")?;
        assert!(thread::refusing::run(|| Watcher::start(&Entries::of(&path))).is_none());
        assert!(Watcher::start(&Entries::of(&path)).is_some());
        Ok(())
    }
}
