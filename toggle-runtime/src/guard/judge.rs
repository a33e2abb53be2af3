//! Whether what a function has returned is a failure, where generated code does not know whether its type says so.
//!
//! The compiler looks for a method at [`Judged`] before it looks at what that dereferences to. So it finds the one that asks
//! the [`Outcome`] where that is implemented, and the one of [`NoOutcome`] for all types where it is not. In a generic
//! function that is decided by what its bounds say, not by the type that it is called with. No trait has to be in scope,
//! so that nothing is imported that could turn out to be unused.

use std::ops::Deref;

use super::Outcome;

/// What a function has returned.
#[derive(Debug)]
pub struct Judged<'a, T: ?Sized>(pub &'a T);

impl<T: Outcome + ?Sized> Judged<'_, T> {
    /// What the type says.
    #[inline]
    pub fn is_failure(&self) -> bool {
        self.0.is_failure()
    }
}

impl<T: ?Sized> Deref for Judged<'_, T> {
    type Target = NoOutcome;

    #[inline]
    fn deref(&self) -> &NoOutcome {
        &NoOutcome
    }
}

/// What a type without [`Outcome`] says.
#[derive(Debug)]
pub struct NoOutcome;

impl NoOutcome {
    /// Nothing: no.
    #[inline]
    pub fn is_failure(&self) -> bool {
        false
    }
}

/// Whether what this refers to is a failure: by its [`Outcome`], or else not.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_failure {
    ($returned:expr) => {
        $crate::__private::judge::Judged($returned).is_failure()
    };
}
