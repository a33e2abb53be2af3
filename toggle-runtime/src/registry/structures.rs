//! Values of structures, which are code of the user: they are read and dropped with no lock held.

use std::{
    mem, process,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use toggle_rules::{Given, Table, Value, accept};
use toggle_syntax::Type;

use crate::{
    base::{
        lock::{Mutex, MutexGuard},
        panics,
    },
    model::error::Error,
    registry::Registry,
    source::States,
};

/// The longest wait for the list of values, whose lock a forked child may not get.
const PATIENCE: Duration = Duration::from_secs(1);

/// The values that may be in force. One is dropped when nothing else refers to it, outside of all locks.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) values: Mutex<Vec<Given>>,
    /// Whether there has ever been one.
    has_any: AtomicBool,
    /// The forked child for which `values` stays locked.
    lost_in: AtomicU32,
}

impl Kept {
    /// Locks the values. Returns none in a forked child for which they stay locked, and waits for them once there.
    fn lock(&self) -> Option<MutexGuard<'_, Vec<Given>>> {
        if let Some(values) = self.values.try_lock() {
            return Some(values);
        }
        let process = process::id();
        if self.lost_in.load(Relaxed) == process {
            return None;
        }
        let values = self.values.try_lock_for(PATIENCE);
        if values.is_none() {
            self.lost_in.store(process, Relaxed);
        }
        values
    }
}

impl Registry {
    /// Reads the tables of a source that are values of structures.
    pub(super) fn read_tables(&self, states: &mut States) {
        let catalogue = self.catalogue();
        states.for_each_setting(&mut |setting| {
            let Some(known) = catalogue.find(&setting.name).and_then(|toggle| catalogue.get(toggle)) else { return };
            setting.said.resolve(&known.ty, known.reading);
            if known.reading.is_some() {
                setting.said.each_table(&mut |table| self.keep(table));
            }
        });
    }

    /// Reads a table that somebody gives a structure.
    #[inline]
    pub(super) fn read_table(&self, toggle: usize, value: &mut Value) -> Result<(), Error> {
        if matches!(value, Value::Table(_)) { self.read_as_structure(toggle, value) } else { Ok(()) }
    }

    #[cold]
    fn read_as_structure(&self, toggle: usize, value: &mut Value) -> Result<(), Error> {
        let Some(known) = self.catalogue().get(toggle).filter(|known| known.ty == Type::Structure) else {
            return Ok(());
        };
        accept(value, known.reading).map_err(|refused| Error::invalid_value(known.name, refused.message))
    }

    /// Keeps a value until nothing else refers to it.
    pub(super) fn keep(&self, table: &Table) {
        if let (Some(given), Some(mut values)) = (table.given(), self.0.kept.lock()) {
            values.push(given.clone());
            self.0.kept.has_any.store(true, Relaxed);
        }
    }

    /// Drops the values to which nothing else refers any more. No lock may be held.
    #[inline]
    pub(super) fn drop_tables(&self) {
        if self.0.kept.has_any.load(Relaxed) {
            self.drop_unused();
        }
    }

    #[cold]
    fn drop_unused(&self) {
        let mut unused = Vec::new();
        if let Some(mut values) = self.0.kept.lock() {
            let is_used = |given: &Given| Arc::strong_count(given) > 1;
            let (used, others) = mem::take(&mut *values).into_iter().partition(is_used);
            *values = used;
            unused = others;
        }
        // A panic in the `Drop` of one value keeps neither the others nor the caller from going on.
        unused.into_iter().for_each(panics::discard);
    }
}
