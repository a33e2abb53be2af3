//! Whether what a function has returned is a failure, where generated code does not know whether its type says so.
//!
//! The compiler looks for a method at [`OfResult`] before it looks at what that dereferences to, and so on. So it finds the
//! one that asks what a `Result` holds, where that has an [`Outcome`]; then the one that asks the [`Outcome`] of the whole; and
//! the one of [`NoOutcome`] for all types that have none. In a generic function that is decided by what its bounds say, not by
//! the type that it is called with. No trait has to be in scope, so that nothing is imported that could turn out to be
//! unused.
//!
//! The method takes `self` by value, and has a name that nobody else gives to one: a user's trait that is implemented for all
//! types would be found first, or in place of one of these.

use std::ops::Deref;

use super::Outcome;

/// What a function has returned.
#[derive(Debug)]
pub struct OfResult<'a, T: ?Sized>(Judged<'a, T>);

impl<'a, T: ?Sized> OfResult<'a, T> {
    /// Of what this refers to.
    #[inline]
    pub fn new(returned: &'a T) -> Self {
        Self(Judged(returned))
    }
}

impl<T: Outcome, E> OfResult<'_, Result<T, E>> {
    /// What the type of an `Ok` says; an `Err` is a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.as_ref().map_or(true, Outcome::is_failure)
    }
}

impl<'a, T: ?Sized> Deref for OfResult<'a, T> {
    type Target = Judged<'a, T>;

    #[inline]
    fn deref(&self) -> &Judged<'a, T> {
        &self.0
    }
}

/// What a function has returned, whatever it may hold.
#[derive(Debug)]
pub struct Judged<'a, T: ?Sized>(&'a T);

impl<T: Outcome + ?Sized> Judged<'_, T> {
    /// What the type says.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.is_failure()
    }
}

impl<T: ?Sized> Clone for Judged<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Judged<'_, T> {}

impl<T: ?Sized> Deref for Judged<'_, T> {
    type Target = NoOutcome;

    #[inline]
    fn deref(&self) -> &NoOutcome {
        &NoOutcome
    }
}

/// What a type without [`Outcome`] says.
#[derive(Debug, Clone, Copy)]
pub struct NoOutcome;

impl NoOutcome {
    /// Nothing: no.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        false
    }
}

/// Whether what this refers to is a failure: by its [`Outcome`], or else not.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_failure {
    ($returned:expr) => {
        $crate::__private::judge::OfResult::new($returned).__toggle_is_failure()
    };
}
