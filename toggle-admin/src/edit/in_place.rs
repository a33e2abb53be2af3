//! Writing of a file through its inode, for a file that is a mount point or has several names.
//!
//! The write is not atomic: a reader may see half a file. So the new content is first written to a temporary file,
//! `.NAME.CHANGE.rewrite`. After a kill, the next edit recovers from that file.

use std::{
    fs::File,
    io::{self, Seek, Write},
};

/// Overwrites the content of a file with a text, and waits until it is on the disk.
///
/// # Errors
///
/// If the file cannot be written. It may be half written then.
pub(super) fn write(file: &mut File, text: &str) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

/// The progress of an interrupted rewrite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// No byte was written.
    Untouched,
    /// The file has a part of the new content.
    Half,
    /// All bytes were written.
    Done,
    /// Another program has written the file since.
    Foreign,
}

impl Progress {
    /// Returns the progress of the rewrite from `old` to `new`, by the content of the file.
    pub(super) fn of(now: &[u8], old: &[u8], new: &[u8]) -> Self {
        let written = now.iter().zip(new).take_while(|(now, new)| now == new).count();
        if now == new {
            Self::Done
        } else if now == old {
            Self::Untouched
        } else if now[written..] == *old.get(written..).unwrap_or_default() {
            Self::Half
        } else {
            Self::Foreign
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[track_caller]
    fn check(now: &str, expected: Progress) {
        let (short, long) = ("a = 1\n", "a = 22\nb = 3\n");
        assert_eq!(Progress::of(now.as_bytes(), short.as_bytes(), long.as_bytes()), expected, "to a longer one");
    }

    #[track_caller]
    fn check_shorter(now: &str, expected: Progress) {
        let (long, short) = ("a = 22\nb = 3\n", "a = 1\n");
        assert_eq!(Progress::of(now.as_bytes(), long.as_bytes(), short.as_bytes()), expected, "to a shorter one");
    }

    #[test]
    fn progress_shows_in_the_content() {
        check("a = 1\n", Progress::Untouched);
        check("a = 2\n", Progress::Half);
        check("a = 22\nb", Progress::Half);
        check("a = 22\nb = 3\n", Progress::Done);
        check("a = 3\n", Progress::Foreign);
        check("a = 22\nb = 4\n", Progress::Foreign);
        check_shorter("a = 12\nb = 3\n", Progress::Half);
        check_shorter("a = 1\n\nb = 3\n", Progress::Half);
        check_shorter("a = 1\n", Progress::Done);
        check_shorter("a = 1\nb = 3\n", Progress::Foreign);
    }

    #[test]
    fn file_is_written_through_its_inode() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let (path, other) = (directory.path().join("file"), directory.path().join("other"));
        fs::write(&path, "a longer text")?;
        let mut file = File::options().read(true).write(true).open(&path)?;
        fs::hard_link(&path, &other)?;
        for text in ["short", "a much longer text"] {
            write(&mut file, text)?;
            assert_eq!(fs::read_to_string(&other)?, text);
        }
        Ok(())
    }
}
