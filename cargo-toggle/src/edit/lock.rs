use std::{
    fs::{File, TryLockError},
    io,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Result, anyhow, bail};

use super::{
    directory::{Access, Rights},
    keep,
    place::Place,
};

/// How long to wait in silence.
const SILENCE: Duration = Duration::from_secs(1);

/// That no other `cargo toggle` edits the same file. Ends when it is dropped, and with the process.
///
/// The lock is that of the kernel on a file that stays: if the file went with the lock, one who waits for it and one
/// who comes new would hold two different ones.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, and calls `waits` when that takes a while.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be made or is somebody else's, or another holds it for longer than `patience`.
    pub(super) fn acquire(place: &Place, patience: Duration, waits: impl FnOnce()) -> Result<Self> {
        let file = open(place)?;
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

/// The number of times to look again where others make the lock, or remove it.
const ATTEMPTS: u32 = 100;

/// Opens the lock, or makes one that belongs to the owner of the toggle file: whoever may open it can hold it.
fn open(place: &Place) -> Result<File> {
    let (directory, name) = (place.directory(), place.lock());
    for _ in 0..ATTEMPTS {
        let open = |access| directory.open_own(&name, access, place.trusted());
        let opened = match open(Access::ReadWrite) {
            // One that may only be read locks as well.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => open(Access::Read).map_err(|_| error),
            opened => opened,
        };
        if let Some((file, _)) = opened? {
            return Ok(file);
        }
        match directory.create(&name, Rights::Private) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
            Ok(file) => {
                if let Err(error) = keep::owner_alone(&file, place.owner()) {
                    // Whoever cannot keep the owner of the lock cannot keep that of the file, and changes nothing.
                    directory.remove(&name)?;
                    return Err(anyhow!("the file's owner cannot be kept: {error}"));
                }
                return Ok(file);
            }
        }
    }
    bail!("keeps being made and removed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let place = || Place::resolve(&directory.path().join("t.toml"), true).expect("the directory is there");
        let held = Lock::acquire(&place(), Duration::ZERO, || panic!("nobody has it")).expect("nobody has it");
        let mut told = false;
        let error = Lock::acquire(&place(), Duration::ZERO, || told = true).expect_err("it is held");
        assert_eq!((error.to_string().as_str(), told), ("another `cargo toggle` has held this lock for 0 s", true));
        let waiting = thread::spawn({
            let place = place();
            move || Lock::acquire(&place, Duration::from_secs(60), || {}).is_ok()
        });
        drop(held);
        assert!(waiting.join().expect("it does not panic"));
    }
}
