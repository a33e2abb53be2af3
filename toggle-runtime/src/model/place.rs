use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_syntax::{record, shown::Escaping};

/// A place in the source code of the program or one of its dependencies.
///
/// Displayed as `src/checkout.rs:42:5 (checkout)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Place {
    /// The package it belongs to, empty where the code was not built by cargo.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// The module's path, which starts with the crate's name.
    pub module: String,
    /// The function around it, or the `static` of a declaration; empty for `enabled!`, which cannot know it.
    pub item: String,
    /// The file, as the compiler prints it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl From<&record::Place<'_>> for Place {
    fn from(place: &record::Place<'_>) -> Self {
        Self {
            package: place.package.to_owned(),
            version: place.version.to_owned(),
            module: place.module.to_owned(),
            item: place.item.to_owned(),
            file: place.file.to_owned(),
            line: place.line,
            column: place.column,
        }
    }
}

impl<'a> From<&'a Place> for record::Place<'a> {
    fn from(place: &'a Place) -> Self {
        Self {
            package: &place.package,
            version: &place.version,
            module: &place.module,
            item: &place.item,
            file: &place.file,
            line: place.line,
            column: place.column,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut Escaping::new(f);
        write!(f, "{}:{}:{}", self.file, self.line, self.column)?;
        if self.item.is_empty() { Ok(()) } else { write!(f, " ({})", self.item) }
    }
}
