//! The lock that allows one edit of a file at a time.

use std::{
    fs::{File, TryLockError},
    io,
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};

use super::{
    directory::{Access, Rights},
    os,
    place::Place,
};

/// The time to wait before the wait is reported.
const SILENCE: Duration = Duration::from_secs(1);

/// The guard that no other `cargo toggle` edits the same file. It ends when it is dropped, and with the process.
///
/// The lock is a kernel lock on a file that is never removed: otherwise a waiting process and a new one could hold
/// locks on two different files.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, and calls `waits` if that takes a while.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be created or is not trusted, or if another process holds the lock for longer than
    /// `patience`.
    pub(super) fn acquire(place: &Place, patience: Duration, waits: impl FnOnce()) -> Result<Self> {
        let file = open(place)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(anyhow!("{} cannot be locked: {error}", shown(place))),
        }
        let holder = holder(&file).map(|pid| format!(" (pid {pid})")).unwrap_or_default();
        // Waiting in the kernel is fair; polling might never get the lock.
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
                let waited = match patience.as_secs() {
                    0 => String::new(),
                    seconds => format!(", even after {seconds} s"),
                };
                bail!("is being edited by another `cargo toggle`{holder}{waited}")
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(anyhow!("the waiting thread has died")),
        }
    }
}

/// The number of attempts while other processes create or remove the lock.
const ATTEMPTS: u32 = 100;

/// Opens the lock, or creates one for the owner of the toggle file: any user who can open the lock can hold it.
fn open(place: &Place) -> Result<File> {
    let (directory, name) = (place.directory(), place.lock());
    for _ in 0..ATTEMPTS {
        let open = |access| directory.open_own(&name, access, place.trusted());
        let opened = match open(Access::ReadWrite) {
            // A read-only handle is enough for a lock.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => open(Access::Read).map_err(|_| error),
            opened => opened,
        };
        if let Some((file, _)) = opened.with_context(|| format!("cannot be locked: {}", shown(place)))? {
            return Ok(file);
        }
        match directory.create(&name, Rights::Private) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(no_file(place, &error)),
            Ok(file) => {
                if let Err(error) = os::owner_alone(&file, place.owner()) {
                    // A process that cannot keep the owner of the lock cannot keep that of the file either, so it
                    // changes nothing.
                    directory.remove(&name)?;
                    return Err(anyhow!("the file's owner cannot be kept: {error}"));
                }
                return Ok(file);
            }
        }
    }
    bail!("cannot be locked: {} keeps being created and removed", shown(place))
}

fn shown(place: &Place) -> String {
    place.shown(&place.lock())
}

/// Returns the error about a lock that cannot be created. The new content needs a file in this directory, too.
fn no_file(place: &Place, error: &io::Error) -> anyhow::Error {
    let directory = place.directory().path().display();
    anyhow!("no file can be created in {directory}, and `cargo toggle` needs one to edit a file there: {error}")
}

/// Returns the process that holds a lock, if the system reports it: on Linux, in `/proc/locks`.
#[cfg(target_os = "linux")]
fn holder(file: &File) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    let inode = file.metadata().ok()?.ino();
    holder_among(&std::fs::read_to_string("/proc/locks").ok()?, inode)
}

#[cfg(not(target_os = "linux"))]
fn holder(_: &File) -> Option<u32> {
    None
}

/// Returns the holder of the lock on this inode in a list of locks, if there is only one. The device is ignored: on a
/// layered file system it differs from the one in the list.
#[cfg(target_os = "linux")]
fn holder_among(locks: &str, inode: u64) -> Option<u32> {
    let holder = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        // The format is `1: FLOCK ADVISORY WRITE 4711 fe:01:1234 0 EOF`; a waiting process has a `->` in front.
        let ["FLOCK", _, _, pid, file, ..] = words.get(1..)? else { return None };
        let is_it = file.rsplit(':').next()?.parse() == Ok(inode);
        // A process that is hidden from this one has the number 0.
        pid.parse().ok().filter(|pid| is_it && *pid != 0)
    };
    let mut holders = locks.lines().filter_map(holder);
    holders.next().filter(|_| holders.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_lock_waits_for_the_first() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let place = || Place::resolve(&directory.path().join("t.toml"), true).expect("the directory is there");
        let held = Lock::acquire(&place(), Duration::ZERO, || panic!("nobody has it")).expect("nobody has it");
        let mut told = false;
        let error = Lock::acquire(&place(), Duration::ZERO, || told = true).expect_err("it is held");
        assert!(error.to_string().starts_with("is being edited by another `cargo toggle`") && told, "{error}");
        let waiting = thread::spawn({
            let place = place();
            move || Lock::acquire(&place, Duration::from_secs(60), || {}).is_ok()
        });
        drop(held);
        assert!(waiting.join().expect("it does not panic"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn holder_is_found_by_inode() {
        let locks = "1: POSIX  ADVISORY  WRITE 7 fe:01:42 0 EOF\n2: FLOCK  ADVISORY  WRITE 4711 fe:01:42 0 EOF\n\
                     2: -> FLOCK  ADVISORY  WRITE 8 fe:01:42 0 EOF\n3: FLOCK  ADVISORY  READ 0 fe:01:43 0 EOF\n\
                     4: FLOCK  ADVISORY  WRITE 9 fe:01:44 0 EOF\n5: FLOCK  ADVISORY  WRITE 10 fe:02:44 0 EOF\n";
        for (inode, expected) in [(42, Some(4711)), (43, None), (44, None), (45, None)] {
            assert_eq!(holder_among(locks, inode), expected, "{inode}");
        }
    }
}
