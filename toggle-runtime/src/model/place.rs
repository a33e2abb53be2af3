//! A place in source code: the package, the module, the file and the position.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use toggle_syntax::{record, shown::Escaping};

/// A place in the source code of the program or of one of its dependencies.
///
/// `Display` prints the position and the item:
///
/// ```
/// use toggle_runtime::Place;
///
/// let json = r#"{"package": "shop", "version": "1.0.0", "module": "shop::checkout", "item": "checkout",
///     "file": "src/checkout.rs", "line": 42, "column": 5}"#;
/// let place: Place = serde_json::from_str(json)?;
/// assert_eq!(place.to_string(), "src/checkout.rs:42:5 (checkout)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Place {
    /// The name of the package. Empty if cargo did not build the code.
    pub package: String,
    /// The version of the package.
    pub version: String,
    /// The path of the module, which starts with the name of the crate.
    pub module: String,
    /// The function around the place, or the `static` of a declaration. Empty for `enabled!`, which cannot know it.
    pub item: String,
    /// The path of the file, as the compiler prints it.
    pub file: String,
    /// The line number, from 1.
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
