//! Tables as values of toggles: their public type, the tree that is read of a text, and how types of users are made of
//! it.

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

/// A value of the type that a toggle is.
pub type Given = Arc<dyn Any + Send + Sync>;

/// The value of a toggle that is a [structure][structures]: the table that a source writes, or a value of the
/// toggle's type that code gives.
///
/// The text is an inline table of TOML, such as `{ burst = 20, per-second = 5 }`, with its keys in alphabetic order.
/// The JSON is an object. A value that code gives has no entries, since its type may be in no format: it is
/// `(in code)` as text, and `{"(in code)": 3}` as JSON. The number is 0 for the default, and another for each other
/// value of one process. [`set`][set] refuses such a table that was read as JSON.
///
/// Two tables are equal if their entries are. Two values that code gives are equal if their numbers are.
///
/// A `null` in JSON is a key that is not there.
///
/// [set]: https://docs.rs/toggle-runtime/latest/toggle_runtime/fn.set.html
/// [structures]: https://docs.rs/toggle-runtime/latest/toggle_runtime/_structures/index.html
#[derive(Clone)]
pub struct Table(Arc<Content>);

struct Content {
    shown: Shown,
    /// The value of the toggle's type, or `None` where nobody has read it, for the default, and where the table is only
    /// shown. Only the program itself looks into it, so that a panic that is caught leaves the table as it was.
    given: AssertUnwindSafe<Option<Given>>,
}

/// The part of a table that is shown and compared.
#[derive(Clone)]
enum Shown {
    Entries(Arc<Entries>),
    /// The number of a value that code gives.
    InCode(u64),
    /// The number of such a value that was read, maybe from another process.
    WasInCode(u64),
}

/// The number of a default.
const DEFAULT: u64 = 0;

impl Table {
    fn of(shown: Shown, given: Option<Given>) -> Self {
        Self(Arc::new(Content { shown, given: AssertUnwindSafe(given) }))
    }

    /// Returns the default of a type, which the declaration knows and nobody else does.
    #[doc(hidden)]
    pub fn of_default() -> Self {
        Self::of(Shown::InCode(DEFAULT), None)
    }

    /// Wraps a value that code gives. The number tells it from other values of the process, and is not 0.
    #[doc(hidden)]
    pub fn of_code(given: Given, number: u64) -> Self {
        Self::of(Shown::InCode(number), Some(given))
    }

    /// Wraps a table, and the value that was read of it if its type is known.
    pub(crate) fn of_entries(entries: Entries, given: Option<Given>) -> Self {
        Self::of(Shown::Entries(Arc::new(entries)), given)
    }

    /// Wraps a table that was read as JSON.
    pub(crate) fn of_json(entries: Entries) -> Self {
        match entries.number_in_code() {
            Some(number) => Self::of(Shown::WasInCode(number), None),
            None => Self::of_entries(entries, None),
        }
    }

    /// Adds the value that was read of the entries.
    pub(crate) fn with_given(&self, given: Given) -> Self {
        Self::of(self.0.shown.clone(), Some(given))
    }

    /// Leaves out the value, so that whoever is shown the table does not keep the value.
    #[cold]
    #[inline(never)]
    #[must_use]
    #[doc(hidden)]
    pub fn as_shown(&self) -> Self {
        if self.0.given.is_some() { Self::of(self.0.shown.clone(), None) } else { self.clone() }
    }

    /// Returns the value of this type, if there is one.
    #[doc(hidden)]
    pub fn typed<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.given.as_ref()?.clone().downcast().ok()
    }

    /// Returns the value of the user's type, if there is one.
    #[doc(hidden)]
    pub fn given(&self) -> Option<&Given> {
        self.0.given.as_ref()
    }

    /// Returns the entries, if the table is not a value of code.
    #[doc(hidden)]
    pub fn entries(&self) -> Option<&Entries> {
        match &self.0.shown {
            Shown::Entries(entries) => Some(entries),
            Shown::InCode(_) | Shown::WasInCode(_) => None,
        }
    }

    /// Whether code gives the value, so that it has no entries to show.
    pub fn is_in_code(&self) -> bool {
        self.number().is_some()
    }

    /// Whether this is the default of its type, as the declaration knows it.
    pub(crate) fn is_default(&self) -> bool {
        matches!(self.0.shown, Shown::InCode(DEFAULT))
    }

    /// Returns the number that tells one value of code from others.
    #[doc(hidden)]
    pub fn number(&self) -> Option<u64> {
        match self.0.shown {
            Shown::InCode(number) | Shown::WasInCode(number) => Some(number),
            Shown::Entries(_) => None,
        }
    }
}

// Out of line, so that whatever compares values of other types stays small.
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

/// A value in code is shown by its number.
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
