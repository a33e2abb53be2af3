//! The watch on directories through inotify of Linux. The thread that waits for changes reads their reports itself.

use std::{
    ffi::{CStr, OsStr},
    mem::MaybeUninit,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init},
    io::Errno,
};

use super::links::Entries;

/// The reported changes. Reads are not among them: a look for a read by this process would cause the next report.
const CHANGES: WatchFlags = WatchFlags::ATTRIB
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::MODIFY)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::MOVE_SELF);

/// The reports of a lost watch or of lost reports. A watch stays at its directory, even if the directory is renamed or
/// removed.
const LOSSES: ReadFlags = ReadFlags::DELETE_SELF
    .union(ReadFlags::MOVE_SELF)
    .union(ReadFlags::IGNORED)
    .union(ReadFlags::UNMOUNT)
    .union(ReadFlags::QUEUE_OVERFLOW);

/// The size of the read buffer in bytes. It holds dozens of reports, of which the longest has 272 bytes.
const BUFFER: usize = 4096;

/// A watch on directories.
pub(super) struct Watcher {
    reports: OwnedFd,
    entries: Entries,
}

impl Watcher {
    /// Starts to watch the directories of these entries. Returns `None` if that fails.
    pub(super) fn start(entries: &Entries) -> Option<Self> {
        let reports = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
        // Leaves the last free descriptor of the process for reading the file.
        reports.try_clone().ok()?;
        for directory in &entries.directories {
            add_watch(&reports, directory.as_path(), CHANGES).ok()?;
        }
        Some(Self { reports, entries: entries.clone() })
    }

    /// Waits for a change of an entry, at most for this time, and returns whether there was one. Returns `None` if the
    /// watch has ended or has lost reports.
    pub(super) fn wait(&self, time: Duration) -> Option<bool> {
        let deadline = Instant::now() + time;
        loop {
            let is_changed = self.read()?;
            let left = deadline.saturating_duration_since(Instant::now());
            if is_changed || left.is_zero() {
                return Some(is_changed);
            }
            let mut reports = [PollFd::new(&self.reports, PollFlags::IN)];
            match poll(&mut reports, Some(&Timespec::try_from(left).ok()?)) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reads all pending reports, and returns whether one concerns an entry. Returns `None` if the watch has ended or
    /// has lost reports.
    fn read(&self) -> Option<bool> {
        let mut buffer = [MaybeUninit::uninit(); BUFFER];
        let mut reader = Reader::new(&self.reports, &mut buffer);
        let mut is_changed = false;
        loop {
            match reader.next() {
                Ok(report) if report.events().intersects(LOSSES) => return None,
                // A report without a name concerns the directory itself.
                Ok(report) => is_changed |= report.file_name().is_none_or(|name| self.entries.has_name(text(name))),
                Err(Errno::AGAIN) => return Some(is_changed),
                Err(Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }
}

fn text(name: &CStr) -> &OsStr {
    OsStr::from_bytes(name.to_bytes())
}

#[cfg(test)]
mod tests {
    use std::{fs, io};

    use super::*;

    const NOW: Duration = Duration::ZERO;

    #[test]
    fn renamed_directory_is_lost() -> io::Result<()> {
        let root = tempfile::tempdir()?;
        let (directory, moved) = (root.path().join("now"), root.path().join("before"));
        fs::create_dir(&directory)?;
        let entries = Entries::of(&directory.join("toggles.toml"));
        let watcher = Watcher::start(&entries).expect("directories can be watched");
        assert_eq!(watcher.wait(NOW), Some(false));
        fs::rename(&directory, &moved)?;
        assert_eq!(watcher.wait(NOW), None);
        assert!(Watcher::start(&entries).is_none(), "there is no such directory now");
        Ok(())
    }

    #[test]
    fn other_names_are_no_change() -> io::Result<()> {
        let root = tempfile::tempdir()?;
        let path = root.path().join("toggles.toml");
        let watcher = Watcher::start(&Entries::of(&path)).expect("directories can be watched");
        fs::write(root.path().join("other.toml"), "# 0")?;
        assert_eq!(watcher.wait(NOW), Some(false));
        fs::write(&path, "# 0")?;
        assert_eq!(watcher.wait(NOW), Some(true));
        assert_eq!(watcher.wait(NOW), Some(false), "a change is reported once");
        Ok(())
    }
}
