//! Stands for `door.rs` where the feature `rules` is off: nobody can have a table of a toggle, so that the compiler takes
//! away whatever is done with one.

use std::{
    convert::Infallible,
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use crate::{
    definition::Definition,
    percentage::Percentage,
    policy::{Policy, Rules},
    spanned::Mistake,
    target::Target,
};

/// The table of a toggle, as it is written.
pub type WrittenTable = Never<Definition>;

/// The table of a toggle, compiled.
pub type CompiledTable = Never<Rules>;

/// A value that nobody can have.
#[derive(Debug)]
pub struct Never<T>(Infallible, PhantomData<T>);

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

const REFUSED: &str = "a percentage needs the feature `rules` of toggle-runtime";

impl Target<'_> {
    /// Refuses the word for a percentage.
    #[expect(clippy::unused_self, reason = "with rules, it is the toggle's name that users are hashed with")]
    pub(crate) fn share(self, _: Percentage) -> Result<Policy, Vec<Mistake>> {
        Err(vec![REFUSED.to_owned().into()])
    }

    /// Returns what a table comes to, which nobody has.
    #[expect(clippy::needless_pass_by_value, clippy::unused_self, reason = "with rules, the toggle keeps its table")]
    pub(crate) fn table(self, table: WrittenTable) -> Result<Policy, Vec<Mistake>> {
        match table.0 {}
    }
}
