//! Toggles whose type is a struct of the user: reading, defaults and values.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use once_cell::race::OnceBox;
use serde::de::DeserializeOwned;
use toggle_rules::{Entries, Fault, Given, Reading, Refused, Table, Value, read_table};

use crate::{base::panics, check::setting::Setting};

/// A struct that can be the type of a [`Toggle`](crate::Toggle).
///
/// It has named fields and [derives](derive@crate::Structured) this trait, which is the only way to implement it. The
/// [guide](crate::_structures) describes such toggles.
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

/// The default of a type, made at its first use. It takes no lock: if several threads make one at the same time, one
/// value stays.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct InCode<T>(OnceBox<Arc<T>>);

impl<T: Structured> InCode<T> {
    #[allow(clippy::new_without_default, reason = "for generated code alone")]
    /// Makes the value of a static, without a default yet.
    pub const fn new() -> Self {
        Self(OnceBox::new())
    }

    /// Returns the default, and makes it if there is none yet.
    pub fn get(&self) -> Arc<T> {
        self.0.get_or_init(|| Box::new(Arc::new(T::default()))).clone()
    }
}

/// A placeholder for the default in the declaration of a structure. The type has the default.
#[derive(Debug, Clone, Copy)]
pub struct DefaultOfItsType;

/// Makes the reader of this type.
pub const fn reading_of<T: Structured>() -> Reading {
    Reading::new(read::<T>, <dyn Any + Send + Sync>::is::<T>)
}

/// Reads a table by the user's `Deserialize`. A panic of it is an error.
fn read<T: Structured>(entries: &Entries) -> Result<Given, Refused> {
    match panics::caught(|| read_table::<T>(entries)) {
        Ok(Ok(value)) => Ok(Arc::new(value)),
        Ok(Err(Fault { message, at })) => Err(Refused { message, at }),
        Err(panic) => Err(Refused { message: format!("deserializing the table panicked: {panic}"), at: None }),
    }
}

/// Wraps a value that code has made, with a number that no other value of the process has.
pub(crate) fn in_code(given: Given) -> Table {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Table::of_code(given, NEXT.fetch_add(1, Relaxed))
}

/// Returns the value that sets a toggle to this struct.
pub fn of_code<T: Structured>(value: T) -> Value {
    Value::Table(in_code(Arc::new(value)))
}

/// Converts a value to a struct of this type, or returns `None` for a value of another type.
pub fn given<T: Structured>(value: &Value) -> Option<Arc<T>> {
    match value {
        Value::Table(table) => table.typed(),
        _ => None,
    }
}
