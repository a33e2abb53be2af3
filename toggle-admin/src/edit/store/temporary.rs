//! The temporary files next to a toggle file while it is replaced: `.NAME.CHANGE.new` and the like.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, ErrorKind, Write},
};

use anyhow::{Context, Result, bail};

use crate::edit::{
    directory::{FileInfo, Rights},
    os,
    place::{Content, Place},
};

/// The number of letters and digits in a change's id. Two equal ids are practically impossible.
const RANDOM: usize = 12;
/// The number of attempts to draw an unused id.
const ATTEMPTS: u32 = 100;

/// The role of a temporary file in a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The new content, which is renamed to the file.
    New,
    /// The new content, which overwrites that of the file.
    Rewrite,
    /// The old content.
    Old,
}

impl Part {
    const ALL: [Self; 3] = [Self::New, Self::Rewrite, Self::Old];

    fn suffix(self) -> &'static str {
        match self {
            Self::New => ".new",
            Self::Rewrite => ".rewrite",
            Self::Old => ".old",
        }
    }
}

/// Returns the name of a temporary file.
pub(super) fn name(place: &Place, change: &str, part: Part) -> OsString {
    place.name(".", &format!(".{change}{}", part.suffix()))
}

/// Parses the name of a temporary file. Returns `None` for other names.
pub(super) fn parse(place: &Place, name: &OsStr) -> Option<(String, Part)> {
    let prefix = place.name(".", ".");
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let (change, part) =
        Part::ALL.into_iter().find_map(|part| Some((rest.strip_suffix(part.suffix().as_bytes())?, part)))?;
    let is_one = change.len() == RANDOM && change.iter().all(u8::is_ascii_alphanumeric);
    is_one.then(|| (String::from_utf8_lossy(change).into_owned(), part))
}

/// A temporary file, which is removed on drop unless `stays` is set.
#[derive(Debug)]
pub(super) struct Temporary<'a> {
    place: &'a Place,
    name: OsString,
    file: File,
    /// Whether the file is left to the next edit.
    pub(super) stays: bool,
}

impl<'a> Temporary<'a> {
    /// Creates the first temporary file of a change, and draws the id of the change.
    ///
    /// # Errors
    ///
    /// If no file can be created.
    pub(super) fn first(place: &'a Place, part: Part, like: Option<&Content>) -> Result<(Self, String)> {
        for _ in 0..ATTEMPTS {
            let change = random();
            match Self::make(place, &change, part, like) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                made => return Ok((made.with_context(|| refusal(place))?, change)),
            }
        }
        bail!("{}: all names are taken", refusal(place))
    }

    /// Creates another temporary file of a change.
    ///
    /// # Errors
    ///
    /// If the file cannot be created.
    pub(super) fn next(place: &'a Place, change: &str, part: Part, like: &Content) -> Result<Self> {
        Self::make(place, change, part, Some(like)).with_context(|| place.shown(&name(place, change, part)))
    }

    fn make(place: &'a Place, change: &str, part: Part, like: Option<&Content>) -> io::Result<Self> {
        // A new file gets the permissions of the user's umask. A replacement is private until it is complete, and then
        // gets the mode of the old file.
        let rights = if like.is_some() { Rights::Private } else { Rights::Usual };
        let name = name(place, change, part);
        let file = place.directory().create(&name, rights)?;
        Ok(Self { place, name, file, stays: false })
    }

    /// Writes the content, and sets the owner and the mode of another file.
    ///
    /// # Errors
    ///
    /// If any of these fails.
    pub(super) fn fill(&mut self, text: &str, like: Option<&Content>) -> Result<()> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| {
            let Some(like) = like else { return Ok(()) };
            os::owner(&self.file, &like.metadata)
                .map_err(|error| io::Error::new(error.kind(), format!("the file's owner cannot be kept: {error}")))?;
            self.file.set_permissions(os::permissions(&like.metadata))
        });
        written.and_then(|()| self.file.sync_all()).with_context(|| self.shown())
    }

    /// Renames the file.
    ///
    /// # Errors
    ///
    /// If renaming fails, or the name leads to another file in the meantime.
    pub(super) fn rename(&self, to: &OsStr) -> io::Result<()> {
        let found = self.place.directory().look(&self.name)?;
        if !found.is_some_and(|found| FileInfo::of(&self.file).is_ok_and(|open| open.is_same(&found))) {
            return Err(io::Error::other(format!("{} was replaced just now", self.shown())));
        }
        self.place.directory().rename(&self.name, to)
    }

    /// Removes the file.
    ///
    /// # Errors
    ///
    /// If removing fails.
    pub(super) fn remove(&self) -> io::Result<()> {
        self.place.directory().remove(&self.name)
    }

    /// Returns the path, for messages.
    pub(super) fn shown(&self) -> String {
        self.place.shown(&self.name)
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if !self.stays {
            // If this fails, the next edit removes it.
            let _ = self.remove();
        }
    }
}

fn refusal(place: &Place) -> String {
    format!("no file can be created in {}", place.directory().path().display())
}

/// Draws the id of a change. It need not be secret: an id whose names are taken is not used.
fn random() -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let letter = |count: usize| {
        let number = RandomState::new().hash_one(count) % LETTERS.len() as u64;
        char::from(LETTERS[usize::try_from(number).unwrap_or_default()])
    };
    (0..RANDOM).map(letter).collect()
}
