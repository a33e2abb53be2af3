//! The file to edit, and the names of the files next to it.

use std::{
    ffi::{OsStr, OsString},
    fs::{File, Metadata},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::{program::require_file, text_file};
use anyhow::{Context, Result, anyhow, bail, ensure};

use super::directory::{Access, Directory, FileInfo, Link, Trusted, Walked, walk};

/// A toggle file with all links resolved, its directory, and the files next to it.
#[derive(Debug)]
pub(super) struct Place {
    given: PathBuf,
    directory: Directory,
    name: OsString,
    trusted: Trusted,
}

/// The content of a file.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) metadata: Metadata,
    found: FileInfo,
}

impl Place {
    /// Follows the links of a path. With `create`, the file need not exist.
    ///
    /// # Errors
    ///
    /// If the file is missing, a link is dangling, or an untrusted user has linked the path to another file.
    pub(super) fn resolve(given: &Path, create: bool) -> Result<Self> {
        require_file(given)?;
        Self::find(given, create).with_context(|| given.display().to_string())
    }

    fn find(given: &Path, create: bool) -> Result<Self> {
        let Walked { directory, name, found, links, is_linked } = match walk(given) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing(given, create)),
            walked => walked?,
        };
        ensure!(found.is_some() || !is_linked, "is a link to a file that does not exist");
        ensure!(found.is_some() || create, "no such file; `cargo toggle set --create` creates one");
        let target = found.map_or_else(|| directory.found(), Ok)?;
        let place = Self { given: given.to_owned(), directory, name, trusted: Trusted::beside(found.as_ref()) };
        place.check_links(&links, Trusted::beside(Some(&target)))?;
        Ok(place)
    }

    /// Refuses a link whose owner could not have written to the target, or could not have created files next to it.
    fn check_links(&self, links: &[Link], trusted: Trusted) -> Result<()> {
        let of_directory = Trusted::beside(Some(&self.directory.found()?));
        let is_trusted = |link: &&Link| trusted.has(link.owner) && of_directory.has(link.owner);
        let Some(link) = links.iter().find(|link| !is_trusted(link)) else { return Ok(()) };
        bail!(
            "leads through the link {}, created by uid {}, who is neither you nor root nor the owner of the file \
             behind it and of its directory; use the path without the link: {}",
            link.path.display(),
            link.owner.unwrap_or_default(),
            self.real().display()
        );
    }

    /// Returns the path of the file itself.
    pub(super) fn real(&self) -> PathBuf {
        self.directory.path().join(&self.name)
    }

    /// Returns the name of the file itself.
    pub(super) fn file(&self) -> &OsStr {
        &self.name
    }

    /// Returns the path of a file next to it, for messages.
    pub(super) fn shown(&self, name: &OsStr) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// Returns the directory of the file.
    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Returns the owner of the file, if it exists.
    pub(super) fn owner(&self) -> Option<u32> {
        self.trusted.of_file()
    }

    /// Returns the owners whose files are trusted next to the file.
    pub(super) fn trusted(&self) -> Trusted {
        self.trusted
    }

    /// Returns the name of the lock file. The lock file is never removed.
    pub(super) fn lock(&self) -> OsString {
        self.name(".", ".lock")
    }

    /// Returns the name of the audit log.
    pub(super) fn log(&self) -> OsString {
        self.name("", ".audit.jsonl")
    }

    /// Returns the name of the file with the content before the last change.
    pub(super) fn previous(&self) -> OsString {
        self.name("", ".previous")
    }

    /// Returns a name derived from the file's name.
    pub(super) fn name(&self, before: &str, after: &str) -> OsString {
        let mut name = OsString::from(before);
        name.push(&self.name);
        name.push(after);
        name
    }

    /// Reads the file, or returns `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// If the runtime would reject it as a toggle file.
    pub(super) fn read(&self) -> Result<Option<Content>> {
        let read = || -> Result<Option<Content>> {
            let Some((file, found)) = self.directory.open_file(&self.name, Access::Read)? else { return Ok(None) };
            let (text, metadata) = text_file::read_open(file)?;
            Ok(Some(Content { text, metadata, found }))
        };
        read().with_context(|| self.given.display().to_string())
    }

    /// Opens the file to write through its inode. If `content` was read before, its inode must be the same.
    ///
    /// # Errors
    ///
    /// If the name leads to another file in the meantime, or another user's file may be linked into the directory.
    pub(super) fn open_to_rewrite(&self, content: Option<&Content>) -> Result<File> {
        let opened = self.directory.open_file(&self.name, Access::ReadWrite).context("cannot be written")?;
        let (file, found) = opened.ok_or_else(|| anyhow!("was removed just now"))?;
        ensure!(content.is_none_or(|content| found.is_same(&content.found)), "was replaced just now");
        if !self.directory.is_name_of(&self.name, &file)?
            && let Some(warning) = self.directory.strangers(self.trusted)?
        {
            bail!("has other names (hard links), and may be another user's file: {warning}");
        }
        Ok(file)
    }

    /// Returns whether the name still leads to the open file.
    pub(super) fn leads_to(&self, file: &File) -> bool {
        let found = self.directory.look(&self.name).ok().flatten();
        found.zip(FileInfo::of(file).ok()).is_some_and(|(found, open)| found.is_same(&open))
    }

    /// Returns whether the path still leads to this file with this content.
    pub(super) fn is_still(&self, content: Option<&Content>) -> bool {
        let now = Self::resolve(&self.given, content.is_none()).and_then(|now| Ok((now.read()?, now)));
        now.is_ok_and(|(now, place)| {
            let text = |content: Option<&Content>| content.map(|content| content.text.clone());
            let is_here = place.directory.is_same(&self.directory) && place.name == self.name;
            is_here && text(now.as_ref()) == text(content)
        })
    }

    /// Checks that the file can be replaced by a new file without side effects.
    ///
    /// # Errors
    ///
    /// If it is read-only, or has other names.
    pub(super) fn check_replaceable(&self, content: &Content) -> Result<()> {
        let (given, names) = (self.given.display(), content.found.names);
        // The number of names is 0 if the file was replaced after it was opened.
        ensure!(
            names <= 1,
            "{given}: has {names} names (hard links), and the others would keep the old content; `--in-place` writes \
             through all of them"
        );
        self.check_writable(content)
    }

    /// Checks that the file can be written to, and that its previous content can be kept.
    ///
    /// # Errors
    ///
    /// If either is not possible.
    pub(super) fn check_writable(&self, content: &Content) -> Result<()> {
        ensure!(!content.metadata.permissions().readonly(), "{}: is read-only", self.given.display());
        self.check_previous()
    }

    /// Checks that the previous content can be kept.
    ///
    /// # Errors
    ///
    /// If its name belongs to something that is not a regular file.
    pub(super) fn check_previous(&self) -> Result<()> {
        let name = self.previous();
        let found = self.directory.look(&name).and_then(|found| found.map_or(Ok(()), |found| found.check_regular()));
        found.with_context(|| format!("{}, where the previous content is kept", self.shown(&name)))
    }

    /// Returns a warning if other users may replace the file or the files next to it.
    pub(super) fn warning(&self) -> Option<String> {
        self.directory.warning(self.trusted).ok().flatten()
    }
}

fn missing(given: &Path, create: bool) -> anyhow::Error {
    if given.symlink_metadata().is_ok() {
        return anyhow!("is a link to a file that does not exist");
    }
    if create {
        return anyhow!("its directory: no such directory");
    }
    anyhow!("no such file; `cargo toggle set --create` creates one")
}
