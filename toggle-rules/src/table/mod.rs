//! Tables as values of toggles: the public type, the tree of a parsed table, and its deserialization to types of users.

mod datum;
mod deserializer;
mod fault;
mod key;

use std::{
    any::Any,
    fmt,
    hash::{Hash, Hasher},
    panic::AssertUnwindSafe,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::{
    datum::{Datum, EXACT, Entries, Field, IN_CODE},
    deserializer::read,
    fault::Fault,
};

/// A value of a structure toggle's type.
pub type Given = Arc<dyn Any + Send + Sync>;

/// The value of a toggle that is a [structure][structures]: the table that a source writes, or a value of the
/// toggle's type that is set in code.
///
/// `Display` writes an inline table of TOML, such as `{ burst = 20, per-second = 5 }`, with sorted keys. The JSON is an
/// object. A value set in code has no entries, since its type may not be serializable: `Display` writes `(in code)`,
/// and the JSON is `{"(in code)": 3}`. The number is 0 for the default, and unique for every other value in a process.
/// [`set`][set] refuses a table that was deserialized from this JSON.
///
/// Two tables are equal if their entries are. Two values set in code are equal if their numbers are.
///
/// A `null` in JSON counts as a missing key.
///
/// [set]: https://docs.rs/toggle-runtime/latest/toggle_runtime/fn.set.html
/// [structures]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_structures/index.html
#[derive(Clone)]
pub struct Table(Arc<Content>);

struct Content {
    shown: Shown,
    /// The value of the toggle's type. It is `None` for the default, for a table that is only displayed, and before
    /// anything has read the table. `AssertUnwindSafe` holds because only the program itself accesses the value, so a
    /// caught panic leaves the table unchanged.
    given: AssertUnwindSafe<Option<Given>>,
}

/// The part of a table that is displayed and compared.
#[derive(Clone)]
enum Shown {
    Entries(Arc<Entries>),
    /// The number of a value that is set in code.
    InCode(u64),
    /// The number of such a value that was deserialized, possibly from another process.
    WasInCode(u64),
}

/// The number of the default.
const DEFAULT: u64 = 0;

impl Table {
    fn of(shown: Shown, given: Option<Given>) -> Self {
        Self(Arc::new(Content { shown, given: AssertUnwindSafe(given) }))
    }

    /// Returns the default of a type, whose value only the declaration knows.
    #[doc(hidden)]
    pub fn of_default() -> Self {
        Self::of(Shown::InCode(DEFAULT), None)
    }

    /// Wraps a value that is set in code. The number is unique in the process, and not 0.
    #[doc(hidden)]
    pub fn of_code(given: Given, number: u64) -> Self {
        Self::of(Shown::InCode(number), Some(given))
    }

    /// Wraps a table, and the value that was read from it if its type is known.
    pub(crate) fn of_entries(entries: Entries, given: Option<Given>) -> Self {
        Self::of(Shown::Entries(Arc::new(entries)), given)
    }

    /// Wraps a table that was deserialized from JSON.
    pub(crate) fn of_json(entries: Entries) -> Self {
        match entries.number_in_code() {
            Some(number) => Self::of(Shown::WasInCode(number), None),
            None => Self::of_entries(entries, None),
        }
    }

    /// Adds the value that was read from the entries.
    pub(crate) fn with_given(&self, given: Given) -> Self {
        Self::of(self.0.shown.clone(), Some(given))
    }

    /// Returns the table without its value, so that a copy for display does not keep the value alive.
    #[cold]
    #[inline(never)]
    #[must_use]
    #[doc(hidden)]
    pub fn as_shown(&self) -> Self {
        if self.0.given.is_some() { Self::of(self.0.shown.clone(), None) } else { self.clone() }
    }

    /// Returns the value if it has this type.
    #[doc(hidden)]
    pub fn typed<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.given.as_ref()?.clone().downcast().ok()
    }

    /// Returns the value of the user's type, if there is one.
    #[doc(hidden)]
    pub fn given(&self) -> Option<&Given> {
        self.0.given.as_ref()
    }

    /// Returns the entries, or `None` for a value that is set in code.
    #[doc(hidden)]
    pub fn entries(&self) -> Option<&Entries> {
        match &self.0.shown {
            Shown::Entries(entries) => Some(entries),
            Shown::InCode(_) | Shown::WasInCode(_) => None,
        }
    }

    /// Returns whether the value is set in code, so that it has no entries to display.
    pub fn is_in_code(&self) -> bool {
        self.number().is_some()
    }

    /// Returns whether this is the default of its type, whose value only the declaration knows.
    pub(crate) fn is_default(&self) -> bool {
        matches!(self.0.shown, Shown::InCode(DEFAULT))
    }

    /// Returns the number that identifies a value set in code.
    #[doc(hidden)]
    pub fn number(&self) -> Option<u64> {
        match self.0.shown {
            Shown::InCode(number) | Shown::WasInCode(number) => Some(number),
            Shown::Entries(_) => None,
        }
    }
}

// Not inlined, so that comparisons of other values stay small.
impl PartialEq for Table {
    #[cold]
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        self.entries() == other.entries() && self.number() == other.number()
    }
}

impl Eq for Table {}

impl Hash for Table {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0.shown {
            Shown::Entries(entries) => entries.hash(state),
            Shown::InCode(number) | Shown::WasInCode(number) => number.hash(state),
        }
    }
}

/// Prints a value in code as its number.
impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.shown {
            Shown::Entries(entries) => entries.fmt(f),
            Shown::InCode(DEFAULT) | Shown::WasInCode(DEFAULT) => f.write_str(IN_CODE),
            Shown::InCode(number) | Shown::WasInCode(number) => write!(f, "{IN_CODE} {number}"),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entries() {
            Some(entries) => f.pad(&entries.to_string()),
            None => f.pad(IN_CODE),
        }
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.shown {
            Shown::Entries(entries) => entries.serialize(serializer),
            Shown::InCode(number) | Shown::WasInCode(number) => serializer.collect_map([(IN_CODE, number)]),
        }
    }
}

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Entries::deserialize(deserializer).map(Self::of_json)
    }
}
