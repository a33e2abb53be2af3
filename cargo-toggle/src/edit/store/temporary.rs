//! The files that stand beside the file of toggles while it is replaced: `.NAME.CHANGE.new` and the like.

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

/// Letters and digits of a change. Two of the same are as good as impossible.
const RANDOM: usize = 12;
/// The number of times that another change is drawn where its names are taken.
const ATTEMPTS: u32 = 100;

/// The part of a temporary file in a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The new content, to be renamed to the file.
    New,
    /// The new content, to be written over that of the file.
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

/// Makes the name of a temporary file.
pub(super) fn name(place: &Place, change: &str, part: Part) -> OsString {
    place.name(".", &format!(".{change}{}", part.suffix()))
}

/// Reads the change and the part from the name of a temporary file. Other names give none.
pub(super) fn parse(place: &Place, name: &OsStr) -> Option<(String, Part)> {
    let prefix = place.name(".", ".");
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    let (change, part) =
        Part::ALL.into_iter().find_map(|part| Some((rest.strip_suffix(part.suffix().as_bytes())?, part)))?;
    let is_one = change.len() == RANDOM && change.iter().all(u8::is_ascii_alphanumeric);
    is_one.then(|| (String::from_utf8_lossy(change).into_owned(), part))
}

/// A temporary file, which goes when this is dropped, unless it is to stay.
#[derive(Debug)]
pub(super) struct Temporary<'a> {
    place: &'a Place,
    name: OsString,
    file: File,
    /// Whether the file is left to the next edit.
    pub(super) stays: bool,
}

impl<'a> Temporary<'a> {
    /// Makes the first temporary file of a change, and draws the name of the change.
    ///
    /// # Errors
    ///
    /// If no file can be made.
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

    /// Makes another temporary file of a change.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub(super) fn next(place: &'a Place, change: &str, part: Part, like: &Content) -> Result<Self> {
        Self::make(place, change, part, Some(like)).with_context(|| place.shown(&name(place, change, part)))
    }

    fn make(place: &'a Place, change: &str, part: Part, like: Option<&Content>) -> io::Result<Self> {
        // A new file is for whom the user's mask says; one that is there is for whom its mode says, once it is
        // complete.
        let rights = if like.is_some() { Rights::Private } else { Rights::Usual };
        let name = name(place, change, part);
        let file = place.directory().create(&name, rights)?;
        Ok(Self { place, name, file, stays: false })
    }

    /// Writes the content, and gives the file the owner and the mode of another.
    ///
    /// # Errors
    ///
    /// If that is not possible.
    pub(super) fn fill(&mut self, text: &str, like: Option<&Content>) -> Result<()> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| {
            let Some(like) = like else { return Ok(()) };
            os::owner(&self.file, &like.metadata)
                .map_err(|error| io::Error::new(error.kind(), format!("the file's owner cannot be kept: {error}")))?;
            self.file.set_permissions(os::permissions(&like.metadata))
        });
        written.and_then(|()| self.file.sync_all()).with_context(|| self.shown())
    }

    /// Gives the file another name.
    ///
    /// # Errors
    ///
    /// If that is not possible, or its name leads to another file by now.
    pub(super) fn rename(&self, to: &OsStr) -> io::Result<()> {
        let found = self.place.directory().look(&self.name)?;
        if !found.is_some_and(|found| FileInfo::of(&self.file).is_ok_and(|open| open.is_same(&found))) {
            return Err(io::Error::other(format!("{} was exchanged just now", self.shown())));
        }
        self.place.directory().rename(&self.name, to)
    }

    /// Removes the file.
    ///
    /// # Errors
    ///
    /// If that is not possible.
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
            // If this fails, the next one removes it.
            let _ = self.remove();
        }
    }
}

fn refusal(place: &Place) -> String {
    format!("no file can be made in {}", place.directory().path().display())
}

/// Draws the name of a change. Whoever guesses the name gains nothing: one that is taken is not used.
fn random() -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let letter = |count: usize| {
        let number = RandomState::new().hash_one(count) % LETTERS.len() as u64;
        char::from(LETTERS[usize::try_from(number).unwrap_or_default()])
    };
    (0..RANDOM).map(letter).collect()
}
