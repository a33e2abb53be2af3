//! Toggles that are a type of the user's: what a declaration knows of the type.

use std::{any::Any, fmt, sync::Arc};

use once_cell::race::OnceBox;
use serde::de::DeserializeOwned;

use crate::{
    rules::Position,
    setting::Setting,
    shadow,
    table::{self, Entries, Given, IN_CODE, Table},
    value::Value,
};

/// A struct that a [`Toggle`](crate::Toggle) can be: one with named fields that
/// [derives](derive@crate::Structured) this trait, which is the only way to implement it. See the
/// [guide](crate::_structures).
///
/// ```
/// use serde::Deserialize;
/// use toggle_runtime::{Structured, Toggle, toggle, value};
///
/// #[derive(Structured, Deserialize)]
/// #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
/// struct Limits {
///     per_second: u32,
///     burst: u32,
/// }
///
/// impl Default for Limits {
///     fn default() -> Self {
///         Self { per_second: 5, burst: 20 }
///     }
/// }
///
/// #[toggle("rate-limits")]
/// static LIMITS: Toggle<Limits>;
///
/// let limits = value!(LIMITS);
/// assert_eq!((limits.per_second, limits.burst), (5, 20));
/// ```
pub trait Structured: Setting<Given = Arc<Self>> + DeserializeOwned + Default {}

/// The default of a type, made when it is first asked for. There is no lock: of several that are made at the same time
/// one stays.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct InCode<T>(OnceBox<Arc<T>>);

impl<T: Structured> InCode<T> {
    #[allow(clippy::new_without_default, reason = "for generated code alone")]
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(OnceBox::new())
    }

    /// Returns the default.
    pub fn get(&self) -> Arc<T> {
        self.0.get_or_init(|| Box::new(Arc::new(T::default()))).clone()
    }
}

/// Stands for the default of a structure in its declaration: the type has it.
#[derive(Debug, Clone, Copy)]
pub struct DefaultOfItsType;

/// The reader of a structure's tables, which also recognizes the values of its type.
#[derive(Clone, Copy)]
pub struct Reading {
    read: fn(&Entries) -> Result<Given, table::Fault>,
    is: fn(&(dyn Any + Send + Sync)) -> bool,
}

impl Reading {
    /// The reading of this type.
    pub const fn of<T: Structured>() -> Self {
        Self {
            read: |entries| table::read::<T>(entries).map(|value| -> Given { Arc::new(value) }),
            is: |given| given.is::<T>(),
        }
    }

    /// Reads a value of the type, or refuses one that code gives for another.
    pub(crate) fn check(self, table: Table) -> Result<Table, Refused> {
        match (table.given(), table.entries()) {
            (Some(given), _) if (self.is)(&**given) => Ok(table),
            (None, None) if table.is_default() => Ok(table),
            (None, None) => {
                let message = "the table stands for a value in code and does not hold that value";
                Err(Refused { message: message.to_owned(), at: None })
            }
            (_, Some(entries)) if entries.number_in_code().is_some() => {
                let message = format!("a table of `{IN_CODE}` alone stands for a value in code; rename the field");
                Err(Refused { message, at: None })
            }
            (_, Some(entries)) => self.read(entries).map(|given| table.with_given(given)),
            (Some(_), None) => {
                let message = "expected a value of the toggle's type, found one of another type";
                Err(Refused { message: message.to_owned(), at: None })
            }
        }
    }

    fn read(self, entries: &Entries) -> Result<Given, Refused> {
        // Code of the user.
        match shadow::caught(|| (self.read)(entries)) {
            Ok(Ok(given)) => Ok(given),
            Ok(Err(table::Fault { message, at })) => Err(Refused { message, at }),
            Err(panic) => Err(Refused { message: format!("reading the table has panicked: {panic}"), at: None }),
        }
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

/// A table that is no value of the toggle's type.
pub(crate) struct Refused {
    pub(crate) message: String,
    /// The place of the value that it is about, if that is known.
    pub(crate) at: Option<Position>,
}

/// The reading of each structure that is declared in this process. The name carries the version, as that of the list of
/// points does.
#[linkme::distributed_slice]
pub static TOGGLE_RUNTIME_0_1_STRUCTURES: [Structure];

/// A declaration's record, and the reader of its tables.
#[derive(Debug)]
pub struct Structure {
    /// The record of the declaration.
    record: &'static [u8],
    /// The reading, or `None` for a toggle that is on or off under another name of its type.
    reading: Option<Reading>,
}

impl Structure {
    /// The toggle of the declaration that has this record.
    pub const fn new(record: &'static [u8], reading: Option<Reading>) -> Self {
        Self { record, reading }
    }

    /// Returns how the toggle is read, if this is its declaration.
    pub(crate) fn reading_of(&self, record: &'static [u8]) -> Option<Reading> {
        self.reading.filter(|_| std::ptr::eq(self.record, record))
    }
}

/// Returns the value that sets a toggle to this.
pub fn of_code<T: Structured>(value: T) -> Value {
    Value::Table(Table::of_code(Arc::new(value)))
}

/// Returns what a value is for a toggle of this type.
pub fn given<T: Structured>(value: &Value) -> Option<Arc<T>> {
    match value {
        Value::Table(table) => table.typed(),
        _ => None,
    }
}
