//! Stands for `door.rs` where the feature `rules` is off: nobody can have a table of a toggle, so that the compiler
//! takes away whatever is done with one.

use std::{
    convert::Infallible,
    hash::{Hash, Hasher},
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

/// The table of a toggle, as it is written.
pub type WrittenTable<T> = Never<T>;

/// The table of a toggle, compiled.
pub type CompiledTable<T> = Never<T>;

/// A value that nobody can have.
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
