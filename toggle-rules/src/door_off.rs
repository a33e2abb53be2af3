//! The replacement of `door.rs` where the feature `rules` is off: the pointers have no values, so that the compiler
//! removes all code for tables.

use std::{
    convert::Infallible,
    hash::{Hash, Hasher},
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

/// A pointer to the table of a toggle as a source writes it.
pub type WrittenTable<T> = Never<T>;

/// A pointer to the compiled table of a toggle.
pub type CompiledTable<T> = Never<T>;

/// A type without values.
#[derive(Debug)]
pub struct Never<T>(pub(crate) Infallible, PhantomData<T>);

impl<T> Clone for Never<T> {
    fn clone(&self) -> Self {
        match self.0 {}
    }
}

impl<T> PartialEq for Never<T> {
    fn eq(&self, _: &Self) -> bool {
        match self.0 {}
    }
}

impl<T> Hash for Never<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {
        match self.0 {}
    }
}

impl<T> Deref for Never<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.0 {}
    }
}

impl<T> DerefMut for Never<T> {
    fn deref_mut(&mut self) -> &mut T {
        match self.0 {}
    }
}
