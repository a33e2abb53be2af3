//! Values of structures, which are the user's code: they are read and dropped with no lock held.

use std::{
    mem,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use toggle_rules::{Given, Table, Value, accept};
use toggle_syntax::Type;

use crate::{base::panics, model::error::Error, registry::Registry, source::States};

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

    /// Reads a table that the program gives a structure.
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

    /// Drops the values to which nothing else refers any more. The caller holds no lock.
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
        // A panic in the `Drop` of one value must stop neither the other drops nor the caller.
        unused.into_iter().for_each(panics::discard);
    }
}
