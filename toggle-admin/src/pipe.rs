//! Inputs that are not files: the standard input, and the pipe of a command that a shell has started, as in `--env-file
//! <(env)`. They are read once, in a limited time.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use toggle_runtime::__admin::{MAX_LEN, too_long};

use crate::text_file;

/// The name of the standard input where a path is expected.
pub const STANDARD_INPUT: &str = "-";
/// The longest wait for the next bytes of a pipe.
const PATIENCE: Duration = Duration::from_secs(30);
/// The number of bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Returns the path as messages name it: `-` becomes "standard input".
pub fn named(path: &Path) -> PathBuf {
    if path == Path::new(STANDARD_INPUT) { "standard input".into() } else { path.to_owned() }
}

/// Returns whether this path names the standard input, or an unnamed pipe that this process inherited open.
///
/// Any other pipe has a name, and it may never get a writer.
pub fn is_piped(path: &Path) -> bool {
    path == Path::new(STANDARD_INPUT) || is_of_shell(path)
}

/// Returns whether this path names an unnamed pipe that this process inherited open.
pub fn is_of_shell(path: &Path) -> bool {
    if !cfg!(unix) || !["/dev/fd", "/dev/stdin", "/proc/self/fd"].iter().any(|handed| path.starts_with(handed)) {
        return false;
    }
    if !cfg!(target_os = "linux") {
        // On these systems, opening the path gives the very pipe that is open.
        return is_pipe(path);
    }
    let mut path = path.to_owned();
    while let Ok(target) = fs::read_link(&path) {
        if target.as_os_str().as_encoded_bytes().starts_with(b"pipe:[") {
            return true;
        }
        path = target;
    }
    false
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type()))
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

/// Reads all text of such an input. The size limit is that of a toggle file.
///
/// # Errors
///
/// If the input cannot be read, is a terminal, is too large, is not text or has no writer. The error has no path.
pub fn read(path: &Path) -> Result<String> {
    if path != Path::new(STANDARD_INPUT) {
        return read_within(File::open(path)?, PATIENCE);
    }
    if io::stdin().is_terminal() {
        bail!("the standard input is a terminal; pipe a file or the output of a command into it");
    }
    read_within(io::stdin(), PATIENCE)
}

/// Reads text from an input that may be silent for this long.
fn read_within(mut input: impl Read + Send + 'static, patience: Duration) -> Result<String> {
    let (sender, receiver) = mpsc::sync_channel::<io::Result<Vec<u8>>>(1);
    // A read that never returns ends with the process.
    thread::spawn(move || {
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = input.read(&mut chunk).map(|len| {
                chunk.truncate(len);
                chunk
            });
            let is_last = read.as_ref().map_or(true, Vec::is_empty);
            if sender.send(read).is_err() || is_last {
                return;
            }
        }
    });
    let mut bytes = Vec::new();
    loop {
        match receiver.recv_timeout(patience) {
            Ok(chunk) => {
                let chunk = chunk.context("cannot be read")?;
                if chunk.is_empty() {
                    return text_file::text(bytes);
                }
                bytes.extend(chunk);
            }
            Err(RecvTimeoutError::Timeout) => {
                bail!(
                    "nothing was written to this pipe for {} s; is the command that writes to it still running?",
                    patience.as_secs()
                )
            }
            Err(RecvTimeoutError::Disconnected) => bail!("cannot be read"),
        }
        if let Some(fault) = too_long(bytes.len() as u64).filter(|_| bytes.len() as u64 > MAX_LEN) {
            bail!("{fault}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, repeat};

    use super::*;

    /// An input that neither ends nor returns any bytes.
    struct Silent(mpsc::Receiver<()>);

    impl Read for Silent {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(0)
        }
    }

    #[track_caller]
    fn check(input: impl Read + Send + 'static, patience: Duration, expected: &str) {
        let read = read_within(input, patience);
        let text = read.unwrap_or_else(|error| format!("error: {error:#}"));
        assert!(text.starts_with(expected), "{text}");
    }

    #[test]
    fn all_of_a_pipe_is_read() {
        let text = "mail = true\n".repeat(20_000);
        check(Cursor::new(text.clone().into_bytes()), PATIENCE, &text);
    }

    #[test]
    fn pipe_without_writer_is_abandoned() {
        let (_writer, silent) = mpsc::channel();
        check(Silent(silent), Duration::from_millis(10), "error: nothing was written to this pipe for 0 s");
    }

    #[test]
    fn endless_pipe_is_refused() {
        check(repeat(b' '), PATIENCE, "error: is 6.0");
    }
}
