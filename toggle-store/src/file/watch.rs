//! The watch on a store in a directory: a comparison at short intervals.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant, SystemTime},
};

use crate::{Error, Mark, Wake, Watch};

/// A value that differs after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stamp {
    /// The time, the length and the number of a file, or `None` if there is none.
    File(Option<(SystemTime, u64, u64)>),
    /// The mark of a list of records.
    Records(Mark),
}

impl Stamp {
    /// Returns the stamp of a file.
    pub(super) fn of_file(path: &Path) -> Self {
        let found = fs::metadata(path).and_then(|found| Ok((found.modified()?, found.len(), number(&found))));
        Self::File(found.ok())
    }
}

/// Returns the number of a file in its file system, which a replaced file does not keep.
#[cfg(unix)]
fn number(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> u64 {
    0
}

/// A watch that takes a stamp at short intervals.
pub(super) struct FileWatch<F> {
    interval: Duration,
    stamp: F,
    last: Stamp,
}

impl<F: FnMut() -> Stamp + Send> FileWatch<F> {
    pub(super) fn new(interval: Duration, mut stamp: F) -> Self {
        let last = stamp();
        Self { interval, stamp, last }
    }
}

impl<F: FnMut() -> Stamp + Send> Watch for FileWatch<F> {
    fn wait(&mut self, at_most: Duration) -> Result<Wake, Error> {
        let end = Instant::now() + at_most;
        loop {
            let now = (self.stamp)();
            if now != self.last {
                self.last = now;
                return Ok(Wake::Look);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Wake::Quiet);
            }
            thread::sleep(left.min(self.interval));
        }
    }
}
