//! Opening files by a path that others control: a pipe or a device may have taken the name.

use std::{
    fs::{self, File, FileType, Metadata, OpenOptions},
    io,
    path::Path,
};

/// Opens a regular file, and refuses every other kind of file. Never blocks on a pipe or a device.
///
/// # Errors
///
/// If the file cannot be opened, or is a directory, a pipe, a socket or a device.
pub(crate) fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    // Checked before opening, because opening a device may have side effects. A missing file is left to the second
    // part, which reports or creates it.
    if let Ok(found) = fs::metadata(path) {
        check(&found)?;
    }
    open_at_once(path, options, check)
}

/// Opens a regular file, `/dev/null` or `/dev/full` for appending, and refuses every other file. Never blocks on a pipe
/// or a device.
///
/// # Errors
///
/// If the file cannot be opened, or is a directory, a pipe, a socket or another device.
pub(crate) fn append(path: &Path) -> io::Result<File> {
    let check_output = |found: &Metadata| if is_sink(found) { Ok(()) } else { check(found) };
    if let Ok(found) = fs::metadata(path) {
        check_output(&found)?;
    }
    open_at_once(path, OpenOptions::new().create(true).append(true), check_output)
}

/// Returns whether this is `/dev/null` or `/dev/full`: devices that accept or refuse every write at once.
#[cfg(unix)]
fn is_sink(found: &Metadata) -> bool {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};

    let is_same = |path| fs::metadata(path).is_ok_and(|sink| sink.rdev() == found.rdev());
    found.file_type().is_char_device() && ["/dev/null", "/dev/full"].into_iter().any(is_same)
}

#[cfg(not(unix))]
fn is_sink(_: &Metadata) -> bool {
    false
}

/// Opens a file without waiting, and then checks its kind. The check comes after opening because another file may take
/// the name at any time before.
fn open_at_once(path: &Path, options: &OpenOptions, check: impl Fn(&Metadata) -> io::Result<()>) -> io::Result<File> {
    let file = without_waiting(options).open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// Returns the options with flags that keep opening from blocking: opening a pipe would wait for its other end.
#[cfg(unix)]
fn without_waiting(options: &OpenOptions) -> OpenOptions {
    let mut options = options.clone();
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options
}

#[cfg(not(unix))]
fn without_waiting(options: &OpenOptions) -> OpenOptions {
    options.clone()
}

fn check(found: &Metadata) -> io::Result<()> {
    if found.is_file() {
        return Ok(());
    }
    let message = format!("it is not a regular file but {}", kind(found.file_type()));
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// Returns the kind of a file that is not regular, in words.
fn kind(found: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;

        if found.is_fifo() {
            return "a pipe";
        }
        if found.is_socket() {
            return "a socket";
        }
        if found.is_char_device() || found.is_block_device() {
            return "a device";
        }
    }
    if found.is_dir() { "a directory" } else { "something else" }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        os::unix::net::UnixListener,
        path::PathBuf,
        process::Command,
        sync::{
            atomic::{AtomicBool, Ordering},
            mpsc,
        },
        thread,
        time::Duration,
    };

    use super::*;

    /// A time limit that opening a file never reaches on any machine.
    const PATIENCE: Duration = Duration::from_secs(60);

    fn reading() -> OpenOptions {
        File::options().read(true).clone()
    }

    fn pipe(path: &Path) {
        let made = Command::new("mkfifo").arg(path).status().expect("`mkfifo` is there");
        assert!(made.success());
    }

    /// Returns the error message of a call that must fail without blocking.
    #[track_caller]
    fn refused(call: impl FnOnce(&Path) -> io::Result<File> + Send + 'static, path: &Path) -> String {
        let (sender, receiver) = mpsc::channel();
        let path = path.to_owned();
        thread::spawn(move || sender.send(call(&path).map(drop)));
        let result = receiver.recv_timeout(PATIENCE).expect("opening does not wait");
        result.expect_err("only regular files are opened").to_string()
    }

    #[test]
    fn everything_but_a_file_is_refused_by_kind() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let (fifo, socket) = (directory.path().join("pipe"), directory.path().join("socket"));
        pipe(&fifo);
        let _listener = UnixListener::bind(&socket).expect("a socket can be made");
        let cases = [(&*fifo, "a pipe"), (&*socket, "a socket"), (directory.path(), "a directory")];
        for (path, kind) in cases {
            let message = format!("it is not a regular file but {kind}");
            assert_eq!(refused(|path| open(path, &reading()), path), message);
            assert_eq!(refused(append, path), message);
        }
        let (device, message) = (Path::new("/dev/zero"), "it is not a regular file but a device");
        assert_eq!(refused(|path| open(path, &reading()), device), message);
        assert_eq!(refused(append, device), message);
        assert!(append(Path::new("/dev/null")).is_ok());
    }

    #[test]
    fn pipe_that_takes_the_name_does_not_block() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let fifo = directory.path().join("pipe");
        pipe(&fifo);
        let message = refused(|path| open_at_once(path, &reading(), check), &fifo);
        assert_eq!(message, "it is not a regular file but a pipe");
        // The system refuses to open a pipe for writing while it has no reader.
        refused(|path| open_at_once(path, File::options().append(true), check), &fifo);
    }

    #[test]
    fn file_and_pipe_that_swap_do_not_block() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let path = |name: &str| -> PathBuf { directory.path().join(name) };
        let (file, fifo, name) = (path("file"), path("pipe"), path("name"));
        fs::write(&file, "#").expect("a file can be written");
        pipe(&fifo);
        let done = AtomicBool::new(false);
        let (sender, receiver) = mpsc::channel();
        thread::scope(|threads| {
            threads.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for kind in [&file, &fifo] {
                        fs::hard_link(kind, path("new")).expect("a link can be made");
                        fs::rename(path("new"), &name).expect("it can be renamed");
                        let _ = fs::remove_file(path("new"));
                    }
                }
            });
            let opened = name.clone();
            thread::spawn(move || {
                let opens = (0..2000).filter(|_| open(&opened, &reading()).is_ok()).count();
                sender.send(opens)
            });
            let opens = receiver.recv_timeout(PATIENCE);
            done.store(true, Ordering::Relaxed);
            assert!(opens.is_ok(), "opening does not wait");
        });
    }
}
