//! Tables as values of toggles: their public type, the tree that is read of a text, and how types of users are made of
//! it.

mod datum;
mod deserializer;

use std::{
    any::Any,
    fmt,
    hash::{Hash, Hasher},
    panic::AssertUnwindSafe,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use self::{
    datum::{Datum, Entries},
    deserializer::{Fault, read},
};

/// A value of the type that a toggle is.
pub(crate) type Given = Arc<dyn Any + Send + Sync>;

/// The value of a toggle that is a [structure](crate::_structures): the table that a source writes, or a value of the
/// toggle's type that code gives.
///
/// As text it is an inline table of TOML, such as `{ burst = 20, per-second = 5 }`, with its keys in alphabetic order.
/// As JSON it is an object. A value that code gives is `(in code)` in both, since its type may be in no format.
///
/// Two tables are equal if their entries are. Two values that code gives are equal if they are one value.
#[derive(Clone)]
pub struct Table(Arc<Content>);

struct Content {
    /// The entries, or `None` for a value that code gives.
    entries: Option<Arc<Entries>>,
    /// The value of the toggle's type, or `None` where nobody has read it, and for the default. Only the program itself
    /// looks into it, so that a panic that is caught leaves the table as it was.
    given: AssertUnwindSafe<Option<Given>>,
}

/// The text for a value that code gives.
pub(crate) const IN_CODE: &str = "(in code)";

impl Table {
    fn of(entries: Option<Arc<Entries>>, given: Option<Given>) -> Self {
        Self(Arc::new(Content { entries, given: AssertUnwindSafe(given) }))
    }

    /// Returns the default of a type, which the declaration knows and nobody else does.
    pub(crate) fn of_default() -> Self {
        Self::of(None, None)
    }

    /// Wraps a value that code gives.
    pub(crate) fn of_code(given: Given) -> Self {
        Self::of(None, Some(given))
    }

    /// Wraps a table, and the value that was read of it if its type is known.
    pub(crate) fn of_entries(entries: Entries, given: Option<Given>) -> Self {
        Self::of(Some(Arc::new(entries)), given)
    }

    /// Adds the value that was read of the entries.
    pub(crate) fn with_given(&self, given: Given) -> Self {
        Self::of(self.0.entries.clone(), Some(given))
    }

    /// Leaves out the value that was read of the entries, so that whoever is shown the table does not keep the value.
    pub(crate) fn as_shown(&self) -> Self {
        match &self.0.entries {
            Some(entries) => Self::of(Some(entries.clone()), None),
            None => self.clone(),
        }
    }

    /// Returns the value of this type, if there is one.
    pub(crate) fn typed<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.given.as_ref()?.clone().downcast().ok()
    }

    pub(crate) fn given(&self) -> Option<&Given> {
        self.0.given.as_ref()
    }

    pub(crate) fn entries(&self) -> Option<&Entries> {
        self.0.entries.as_deref()
    }

    /// Whether code gives the value, so that it has no entries to show.
    pub fn is_in_code(&self) -> bool {
        self.0.entries.is_none()
    }

    /// Returns a number that tells one value of code from others.
    fn address(&self) -> Option<usize> {
        self.0.given.as_ref().map(|given| Arc::as_ptr(given).cast::<()>().addr())
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0.entries, &other.0.entries) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.address() == other.address(),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl Eq for Table {}

impl Hash for Table {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0.entries {
            Some(entries) => entries.hash(state),
            None => self.address().hash(state),
        }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.entries {
            Some(entries) => entries.fmt(f),
            None => f.write_str(IN_CODE),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.entries {
            Some(entries) => f.pad(&entries.to_string()),
            None => f.pad(IN_CODE),
        }
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.entries {
            Some(entries) => entries.serialize(serializer),
            None => serializer.serialize_str(IN_CODE),
        }
    }
}

/// Reads the entries of a table. A value that code gave elsewhere has none.
impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Entries::deserialize(deserializer).map(|entries| Self::of_entries(entries, None))
    }
}
