//! One look at a file: its content, and its metadata in the file system.

use std::{
    fs::{File, Metadata, OpenOptions},
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use crate::{base::regular, source::file::content::Content};

/// The content of a file at one instant, with its stamp. A look keeps the file open, so that the file is recognized
/// after a rename or a removal.
pub(super) struct Look {
    pub(super) seen: Seen,
    /// The open file. `None` if it cannot be opened, and on systems where an open file cannot be replaced by its
    /// writer.
    file: Option<File>,
}

/// The part of a look that is compared with another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) content: Content,
    /// The stamp, or `None` for a file that cannot be opened.
    pub(super) stamp: Option<Stamp>,
    /// Whether the file was written to while it was read.
    pub(super) is_torn: bool,
}

/// A second look, and its finding about the first.
pub(super) struct Again {
    pub(super) look: Look,
    /// Whether the path leads to another file now, and the file of the first look was not written to meanwhile.
    pub(super) has_replaced_whole: bool,
}

/// The metadata by which one state of a file is distinguished from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) identity: Identity,
    pub(super) len: u64,
    /// The time of the last write, since 1970.
    pub(super) modified: Option<Duration>,
    /// The time of the last write or change of a name, owner or mode, since 1970.
    pub(super) changed: Option<Duration>,
}

/// The metadata by which one file is distinguished from another under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) device: u64,
    pub(super) inode: u64,
    /// The creation time: the system may reuse the inode of a deleted file for a new one.
    pub(super) created: Option<SystemTime>,
}

impl Look {
    /// Looks at the file that a path leads to.
    pub(super) fn at(path: &Path) -> Self {
        let opened = regular::open(path, OpenOptions::new().read(true));
        match opened {
            Ok(file) => Self { seen: Seen::of(&file), file: Some(file).filter(|_| CAN_HOLD) },
            Err(error) => Self { seen: Seen::unopened(&error), file: None },
        }
    }

    /// Returns the same look without the open file. Such a look cannot find out whether the file is replaced whole.
    pub(super) fn without_file(self) -> Self {
        Self { file: None, ..self }
    }

    /// Looks once more at the file that the path leads to now.
    pub(super) fn again(self, path: &Path) -> Again {
        let Some(file) = self.file else { return Again { look: Self::at(path), has_replaced_whole: false } };
        // While it is open, no other file has its identity.
        let is_same =
            |metadata: Metadata| file.metadata().is_ok_and(|own| Identity::of(&own) == Identity::of(&metadata));
        if std::fs::metadata(path).is_ok_and(is_same) {
            return Again { look: Self { seen: Seen::of(&file), file: Some(file) }, has_replaced_whole: false };
        }
        let is_whole = self.seen.is_still(&file);
        // One file is open at a time, because the process may not have more descriptors.
        drop(file);
        let look = Self::at(path);
        let has_replaced_whole = is_whole && look.seen.stamp.is_some();
        Again { look, has_replaced_whole }
    }
}

impl Seen {
    pub(super) fn identity(&self) -> Option<Identity> {
        self.stamp.map(|stamp| stamp.identity)
    }

    fn of(file: &File) -> Self {
        let before = Stamp::of(file).ok();
        let content = Content::of(file);
        let stamp = Stamp::of(file).ok();
        let is_torn = !before.zip(stamp).is_some_and(|(before, after)| before.is_written_as(&after));
        Self { content, stamp, is_torn }
    }

    fn unopened(error: &io::Error) -> Self {
        Self { content: Content::unopened(error), stamp: None, is_torn: false }
    }

    /// Returns whether the file has not been written to since.
    fn is_still(&self, file: &File) -> bool {
        let now = Self::of(file);
        let is_written_as = self.stamp.zip(now.stamp).is_some_and(|(then, now)| then.is_written_as(&now));
        is_written_as && !self.is_torn && !now.is_torn && self.content == now.content
    }
}

impl Stamp {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let modified = metadata.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        Ok(Self { identity: Identity::of(&metadata), len: metadata.len(), modified, changed: changed(&metadata) })
    }

    /// Returns whether the last write was the same. A file may lose its name without being written to.
    fn is_written_as(&self, other: &Self) -> bool {
        (self.identity, self.len, self.modified) == (other.identity, other.len, other.modified)
    }

    /// Returns whether the file got its name, or another owner or mode, after its last write.
    ///
    /// A rename only sets the time of the change, and a write sets both times to the same value.
    pub(super) fn is_named_after_writing(&self) -> bool {
        self.changed.zip(self.modified).is_some_and(|(changed, modified)| changed > modified)
    }
}

/// Whether a file can be kept open without hindering its writer.
const CAN_HOLD: bool = cfg!(unix);

#[cfg(unix)]
impl Identity {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;

        Self { device: metadata.dev(), inode: metadata.ino(), created: metadata.created().ok() }
    }
}

#[cfg(not(unix))]
impl Identity {
    /// Returns the identity by the creation time alone, because there is no stable way to get more.
    fn of(metadata: &Metadata) -> Self {
        Self { device: 0, inode: 0, created: metadata.created().ok() }
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<Duration> {
    use std::os::unix::fs::MetadataExt;

    let seconds = u64::try_from(metadata.ctime()).ok()?;
    Some(Duration::new(seconds, u32::try_from(metadata.ctime_nsec()).ok()?))
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<Duration> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, io::Write};

    use tempfile::TempDir;

    use super::*;

    struct Scratch(TempDir);

    impl Scratch {
        fn with(text: &str) -> io::Result<Self> {
            let scratch = Self(tempfile::tempdir()?);
            fs::write(scratch.path("name"), text)?;
            Ok(scratch)
        }

        fn path(&self, name: &str) -> std::path::PathBuf {
            self.0.path().join(name)
        }

        fn look(&self) -> Look {
            Look::at(&self.path("name"))
        }

        fn again(&self, look: Look) -> Again {
            look.again(&self.path("name"))
        }
    }

    fn text(text: &str) -> Content {
        Content::Text(text.into())
    }

    #[test]
    fn untouched_file_looks_the_same() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let first = scratch.look();
        let seen = first.seen.clone();
        let again = scratch.again(first);
        assert_eq!(again.look.seen, seen);
        assert!(!seen.is_torn && !again.has_replaced_whole);
        Ok(())
    }

    #[test]
    fn file_written_in_place_is_not_whole() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let first = scratch.look();
        let seen = first.seen.clone();
        fs::write(scratch.path("name"), "# 12")?;
        let again = scratch.again(first);
        assert_eq!(again.look.seen.content, text("# 12"));
        assert_eq!(again.look.seen.identity(), seen.identity());
        assert!(!again.has_replaced_whole);
        Ok(())
    }

    #[test]
    fn file_renamed_into_place_replaces_whole() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let first = scratch.look();
        let seen = first.seen.clone();
        fs::write(scratch.path("new"), "# 2")?;
        fs::rename(scratch.path("new"), scratch.path("name"))?;
        let again = scratch.again(first);
        assert_eq!(again.look.seen.content, text("# 2"));
        assert_ne!(again.look.seen.identity(), seen.identity());
        assert!(again.has_replaced_whole);
        Ok(())
    }

    #[test]
    fn file_written_before_it_was_replaced_is_not() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let mut writer = File::options().append(true).open(scratch.path("name"))?;
        let first = scratch.look();
        fs::remove_file(scratch.path("name"))?;
        writer.write_all(b"2")?;
        fs::write(scratch.path("name"), "# 3")?;
        assert!(!scratch.again(first).has_replaced_whole);
        Ok(())
    }

    #[test]
    fn deleted_file_is_not_replaced() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let first = scratch.look();
        fs::remove_file(scratch.path("name"))?;
        let again = scratch.again(first);
        assert!(!again.has_replaced_whole);
        assert!(matches!(again.look.seen, Seen { content: Content::Unreadable(_), stamp: None, .. }));
        Ok(())
    }

    #[test]
    fn renamed_file_is_named_after_writing() -> io::Result<()> {
        let scratch = Scratch::with("# 1")?;
        let is_named_after_writing = || scratch.look().seen.stamp.is_some_and(|stamp| stamp.is_named_after_writing());
        assert!(!is_named_after_writing(), "it was created under its name");
        // Times of files have steps of some milliseconds, so the first rename may be in the step of the write.
        let is_seen = std::iter::from_fn(|| {
            fs::rename(scratch.path("name"), scratch.path("new"))
                .and_then(|()| fs::rename(scratch.path("new"), scratch.path("name")))
                .ok()?;
            Some(is_named_after_writing())
        });
        assert!(is_seen.take(1_000_000).any(|is_seen| is_seen));
        fs::write(scratch.path("name"), "# 2")?;
        assert!(!is_named_after_writing(), "it was written in place");
        Ok(())
    }
}
