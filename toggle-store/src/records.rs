//! Records of a fleet: their kinds, their ids and lists of them.

use std::{fmt, sync::Arc};

use crate::Error;

/// The longest contents of a record, in bytes.
pub const MAX_RECORD: usize = 1 << 20;

/// The kind of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RecordKind {
    /// A binary with its list of toggles, registered once and kept.
    Build,
    /// A running process, with a lifetime that the process renews.
    Instance,
    /// A proposed change.
    Request,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Build, Self::Instance, Self::Request];

    /// Returns the name of the directory or prefix with the records: `builds`, `instances` or `requests`.
    pub const fn directory(self) -> &'static str {
        match self {
            Self::Build => "builds",
            Self::Instance => "instances",
            Self::Request => "requests",
        }
    }

    /// Checks an `id`, which engines use as a part of a key or as the name of a file.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if the `id` is not 1 to 128 ASCII letters, digits, `-`, `_` and
    /// `.`, or begins with none of letters and digits.
    pub fn check_id(self, id: &str) -> Result<(), Error> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let begins_well = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        if id.len() > 128 || !begins_well || !id.bytes().all(is_allowed) {
            let directory = self.directory();
            return Err(Error::invalid(format!(
                "the id in `{directory}` is not 1 to 128 ASCII letters, digits, `-`, `_` and `.`, or begins with none \
                 of letters and digits"
            )));
        }
        Ok(())
    }

    /// Checks the contents of a record.
    ///
    /// # Errors
    ///
    /// Returns an [invalid](Error::is_invalid) record if the contents are longer than [`MAX_RECORD`].
    pub fn check_contents(self, contents: &[u8]) -> Result<(), Error> {
        if contents.len() > MAX_RECORD {
            let directory = self.directory();
            return Err(Error::invalid(format!("the record in `{directory}` is longer than {MAX_RECORD} bytes")));
        }
        Ok(())
    }
}

/// A record of a fleet.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The name of the record among those of its kind.
    pub id: String,
    /// The contents, which the writer of the record defines.
    pub contents: Vec<u8>,
}

impl Record {
    /// Returns a record.
    pub fn new(id: impl Into<String>, contents: impl Into<Vec<u8>>) -> Self {
        Self { id: id.into(), contents: contents.into() }
    }
}

/// Leaves the contents out.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("id", &self.id).field("bytes", &self.contents.len()).finish()
    }
}

/// All live records of a kind at one instant.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Records {
    /// The records, in the order of their ids.
    pub records: Vec<Record>,
    /// The mark of this list. A [write](crate::Write::builds) can require that the builds are still those of the list.
    pub mark: Mark,
}

impl Records {
    /// Returns a list with its mark.
    pub fn new(records: Vec<Record>, mark: Mark) -> Self {
        Self { records, mark }
    }
}

/// A mark by which an engine recognizes a list of records, such as the revision at which it was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark(Arc<str>);

impl Mark {
    /// Returns a mark. Its text has a meaning for the engine alone.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
