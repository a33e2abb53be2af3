use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Result, anyhow, bail};
use toggle_runtime::__tool::open_regular;

/// How long to wait in silence.
const SILENCE: Duration = Duration::from_secs(1);

/// That no other `cargo toggle` edits the same file. Ends when it is dropped, and with the process.
///
/// The lock is that of the kernel on a file that stays: if the file went with the lock, one who waits for it and one who
/// comes new would hold two different ones.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, and calls `waits` when that takes a while.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be made, or another holds it for longer than `patience`.
    pub(super) fn acquire(path: &Path, patience: Duration, waits: impl FnOnce()) -> Result<Self> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        // Who waits in the kernel gets the lock in turn; who asks again and again might never.
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(file.lock().map(|()| file)));
        let silence = SILENCE.min(patience);
        let locked = receiver.recv_timeout(silence).or_else(|_| {
            waits();
            receiver.recv_timeout(patience.saturating_sub(silence))
        });
        match locked {
            Ok(file) => Ok(Self { _file: file? }),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("another `cargo toggle` has held this lock for {} s", patience.as_secs())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(anyhow!("the thread that waits has died")),
        }
    }
}

/// A lock that another user has made is locked as well by who may only read it.
fn open(path: &Path) -> io::Result<File> {
    let mut reading = OpenOptions::new();
    reading.read(true);
    match open_regular(path, reading.clone().write(true).create(true).truncate(false)) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_regular(path, &reading).map_err(|_| error)
        }
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let path = directory.path().join("lock");
        let held = Lock::acquire(&path, Duration::ZERO, || panic!("nobody has it")).expect("nobody has it");
        let mut told = false;
        let error = Lock::acquire(&path, Duration::ZERO, || told = true).expect_err("it is held");
        assert_eq!((error.to_string().as_str(), told), ("another `cargo toggle` has held this lock for 0 s", true));
        let waiting = thread::spawn({
            let path = path.clone();
            move || Lock::acquire(&path, Duration::from_secs(60), || {}).is_ok()
        });
        drop(held);
        assert!(waiting.join().expect("it does not panic"));
    }
}
