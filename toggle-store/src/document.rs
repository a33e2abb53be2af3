//! The shared document, its revision and its lineage.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::Error;

/// The longest document, in bytes. A longer one is refused by writers, and changes nothing in programs.
pub const MAX_DOCUMENT: usize = 1 << 20;

/// The length in bytes from which writers warn of a large document.
pub const LARGE_DOCUMENT: usize = 256 << 10;

/// The version of a document. Within a [`Lineage`], a later write has a higher revision.
///
/// The revisions of two writes need not be consecutive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// Returns the revision with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The history that a revision belongs to: a random word that is made with the document.
///
/// Revisions of two lineages cannot be compared. A store that is made again has another lineage. A store that is
/// restored from a backup has a lower revision of the same lineage. A program takes over neither.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lineage(Arc<str>);

impl Lineage {
    /// Returns the lineage with this word, which a store has kept.
    ///
    /// # Errors
    ///
    /// Returns an error if the word is not 1 to 64 ASCII letters, digits and `-`.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_store::Error> {
    /// let lineage = toggle_store::Lineage::new("4be1c2")?;
    /// assert_eq!(lineage.as_str(), "4be1c2");
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(word: &str) -> Result<Self, Error> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if word.is_empty() || word.len() > 64 || !word.bytes().all(is_word) {
            return Err(Error::invalid("the lineage is not a word of 1 to 64 letters, digits and `-`"));
        }
        Ok(Self(word.into()))
    }

    /// Returns a new random lineage, for a document that is made.
    #[must_use]
    pub fn random() -> Self {
        Self(format!("{:016x}", crate::random::number()).into())
    }

    /// Returns the word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The revision and the lineage of a document: the condition of a write.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The history that the revision belongs to.
    pub lineage: Lineage,
    /// The version within the lineage.
    pub revision: Revision,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revision {} of lineage {}", self.revision, self.lineage)
    }
}

/// The shared document as a store returned it. A clone is cheap.
///
/// The contents are bytes, because a store may hold anything. [`text`](Self::text) checks them.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    contents: Arc<[u8]>,
    version: Option<Version>,
    tag: Option<Arc<str>>,
}

impl Document {
    /// Returns a document with its version. `None` is for a store without versions, such as a static web server.
    ///
    /// ```
    /// # fn main() -> Result<(), toggle_store::Error> {
    /// use toggle_store::{Document, Lineage, Revision, Version};
    ///
    /// let version = Version { lineage: Lineage::new("4be1c2")?, revision: Revision::new(812) };
    /// let document = Document::new("new-checkout = true\n".as_bytes(), Some(version));
    /// assert_eq!(document.text()?, "new-checkout = true\n");
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(contents: impl Into<Arc<[u8]>>, version: Option<Version>) -> Self {
        Self { contents: contents.into(), version, tag: None }
    }

    /// Sets a mark by which the engine recognizes the document at the next read, such as an `ETag`.
    #[must_use]
    pub fn with_tag(self, tag: impl Into<Arc<str>>) -> Self {
        Self { tag: Some(tag.into()), ..self }
    }

    /// Returns the contents, unchecked.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// Returns the version, or `None` if the store has no versions.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// Returns the mark of the engine.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Returns the contents as text.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) document if the contents are blank, longer than [`MAX_DOCUMENT`], or
    /// not UTF-8. The text need not be TOML.
    pub fn text(&self) -> Result<&str, Error> {
        if self.contents.trim_ascii().is_empty() {
            return Err(Error::invalid("the document is empty; a document without toggles has a comment"));
        }
        if self.contents.len() > MAX_DOCUMENT {
            return Err(Error::invalid(format!("the document is longer than {MAX_DOCUMENT} bytes")));
        }
        let text = std::str::from_utf8(&self.contents);
        text.map_err(|error| Error::invalid("the document is not UTF-8").because(error))
    }
}

/// Leaves the contents out, which may be a mebibyte.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Document");
        output.field("version", &self.version).field("tag", &self.tag).field("bytes", &self.contents.len()).finish()
    }
}
