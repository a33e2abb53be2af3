//! The file that is edited, and the names of the files beside it.

use std::{
    ffi::{OsStr, OsString},
    fs::{File, Metadata},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::directory::{Access, Directory, FileInfo, Link, Trusted, Walked, walk};
use crate::{program::require_file, text_file};

/// A file of toggles, behind all links, with its directory and the files beside it.
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
    /// Follows the links of a path. With `create`, there need not be a file.
    ///
    /// # Errors
    ///
    /// If there is none, the links lead nowhere, or somebody has linked the path to a file of somebody else.
    pub(super) fn resolve(given: &Path, create: bool) -> Result<Self> {
        require_file(given)?;
        Self::find(given, create).with_context(|| given.display().to_string())
    }

    fn find(given: &Path, create: bool) -> Result<Self> {
        let Walked { directory, name, found, links, is_linked } = match walk(given) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing(given, create)),
            walked => walked?,
        };
        ensure!(found.is_some() || !is_linked, "is a link that leads to no file");
        ensure!(found.is_some() || create, "no such file; `cargo toggle set --create` makes one");
        let target = found.map_or_else(|| directory.found(), Ok)?;
        let place = Self { given: given.to_owned(), directory, name, trusted: Trusted::beside(found.as_ref()) };
        place.check_links(&links, Trusted::beside(Some(&target)))?;
        Ok(place)
    }

    /// Refuses a link of somebody who could not have written to its target, or could not have made files beside that.
    fn check_links(&self, links: &[Link], trusted: Trusted) -> Result<()> {
        let of_directory = Trusted::beside(Some(&self.directory.found()?));
        let is_trusted = |link: &&Link| trusted.has(link.owner) && of_directory.has(link.owner);
        let Some(link) = links.iter().find(|link| !is_trusted(link)) else { return Ok(()) };
        bail!(
            "leads through the link {}, which uid {} has made, who is neither you nor root nor the owner of the file \
             behind it and of its directory; name that: {}",
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

    /// Returns the path of a file beside it, for messages.
    pub(super) fn shown(&self, name: &OsStr) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// Returns the directory that the file is in.
    pub(super) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Returns the owner of the file, if there is one.
    pub(super) fn owner(&self) -> Option<u32> {
        self.trusted.of_file()
    }

    /// Returns the owners whose files are used beside the file.
    pub(super) fn trusted(&self) -> Trusted {
        self.trusted
    }

    /// Returns the name of what each writer locks. It stays.
    pub(super) fn lock(&self) -> OsString {
        self.name(".", ".lock")
    }

    /// Returns the name of the log of all changes.
    pub(super) fn log(&self) -> OsString {
        self.name("", ".audit.jsonl")
    }

    /// Returns the name of the content before the last change.
    pub(super) fn previous(&self) -> OsString {
        self.name("", ".previous")
    }

    /// Makes a name of the file's.
    pub(super) fn name(&self, before: &str, after: &str) -> OsString {
        let mut name = OsString::from(before);
        name.push(&self.name);
        name.push(after);
        name
    }

    /// Reads the file; none, if there is none.
    ///
    /// # Errors
    ///
    /// If the runtime would not take it for a file of toggles.
    pub(super) fn read(&self) -> Result<Option<Content>> {
        let read = || -> Result<Option<Content>> {
            let Some((file, found)) = self.directory.open_file(&self.name, Access::Read)? else { return Ok(None) };
            let (text, metadata) = text_file::read_open(file)?;
            Ok(Some(Content { text, metadata, found }))
        };
        read().with_context(|| self.given.display().to_string())
    }

    /// Opens the file to write through its inode: the one that this was the content of, if it was read.
    ///
    /// # Errors
    ///
    /// If the name leads to another file by now, or somebody may have linked a file of somebody else into the
    /// directory.
    pub(super) fn open_to_rewrite(&self, content: Option<&Content>) -> Result<File> {
        let opened = self.directory.open_file(&self.name, Access::ReadWrite).context("cannot be written")?;
        let (file, found) = opened.ok_or_else(|| anyhow!("was removed just now"))?;
        ensure!(content.is_none_or(|content| found.is_same(&content.found)), "was replaced just now");
        if !self.directory.is_name_of(&self.name, &file)?
            && let Some(warning) = self.directory.strangers(self.trusted)?
        {
            bail!("has other names (hard links), and may be the file of somebody else: {warning}");
        }
        Ok(file)
    }

    /// Reports whether the name still leads to the file that is open.
    pub(super) fn leads_to(&self, file: &File) -> bool {
        let found = self.directory.look(&self.name).ok().flatten();
        found.zip(FileInfo::of(file).ok()).is_some_and(|(found, open)| found.is_same(&open))
    }

    /// Reports whether the path still leads here, and to this content.
    pub(super) fn is_still(&self, content: Option<&Content>) -> bool {
        let now = Self::resolve(&self.given, content.is_none()).and_then(|now| Ok((now.read()?, now)));
        now.is_ok_and(|(now, place)| {
            let text = |content: Option<&Content>| content.map(|content| content.text.clone());
            let is_here = place.directory.is_same(&self.directory) && place.name == self.name;
            is_here && text(now.as_ref()) == text(content)
        })
    }

    /// Makes sure that the file can be replaced by another without that somebody is surprised.
    ///
    /// # Errors
    ///
    /// If it is not to be written to, or has other names.
    pub(super) fn check_replaceable(&self, content: &Content) -> Result<()> {
        let (given, names) = (self.given.display(), content.found.names);
        // None, if it was replaced since it was opened.
        ensure!(
            names <= 1,
            "{given}: has {names} names (hard links), and the others would keep the old content; `--in-place` writes \
             through all of them"
        );
        self.check_writable(content)
    }

    /// Makes sure that the file can be written to, and its previous content be kept.
    ///
    /// # Errors
    ///
    /// If it cannot.
    pub(super) fn check_writable(&self, content: &Content) -> Result<()> {
        ensure!(!content.metadata.permissions().readonly(), "{}: is read-only", self.given.display());
        self.check_previous()
    }

    /// Makes sure that the previous content can be kept.
    ///
    /// # Errors
    ///
    /// If its name is taken by something that is no regular file.
    pub(super) fn check_previous(&self) -> Result<()> {
        let name = self.previous();
        let found = self.directory.look(&name).and_then(|found| found.map_or(Ok(()), |found| found.check_regular()));
        found.with_context(|| format!("{}, where the previous content is to be kept", self.shown(&name)))
    }

    /// Tells who else may exchange the file and what is beside it.
    pub(super) fn warning(&self) -> Option<String> {
        self.directory.warning(self.trusted).ok().flatten()
    }
}

fn missing(given: &Path, create: bool) -> anyhow::Error {
    if given.symlink_metadata().is_ok() {
        return anyhow!("is a link that leads to no file");
    }
    if create {
        return anyhow!("its directory: no such directory");
    }
    anyhow!("no such file; `cargo toggle set --create` makes one")
}
