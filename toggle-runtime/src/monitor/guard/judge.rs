//! Whether what a function has returned is a failure, where generated code does not know whether its type says so.
//!
//! The compiler looks for a method at the first type of a chain before it looks at what that dereferences to, and so on.
//! Bounds decide which of them has the method: of a generic function those that it states, not those of the type that it is
//! called with. [`Opened`] begins the chain that looks into a container of another, as an `Option` of a `Result` is one.
//! [`OfResults`] begins the chain of judges: a `Result` is asked for what its `Ok` and its `Err` say, then all other types.
//! No trait has to be in scope, so that nothing is imported that could turn out to be unused.
//!
//! The methods take `self` by value, and have names that nobody else gives to one: a user's trait that is implemented for all
//! types would be found first, or in place of one of these.
#![expect(clippy::missing_errors_doc, reason = "the error of opening is a verdict")]

use std::{ops::Deref, task::Poll};

use crate::monitor::guard::Outcome;

/// A type that holds another. Users cannot implement [`Outcome`] for one that holds another of these, so to look into
/// that passes no implementation of theirs over.
pub trait Container {}

impl<T> Container for Option<T> {}
impl<T> Container for Poll<T> {}
impl<T, E> Container for Result<T, E> {}
impl<T: ?Sized> Container for Box<T> {}
impl<T: ?Sized> Container for &T {}

/// Defines a link of a chain: a type that refers to what was returned, and dereferences to the next link.
macro_rules! link {
    ($(#[$doc:meta])* $name:ident => $next:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a, T: ?Sized>($next<'a, T>);

        impl<'a, T: ?Sized> $name<'a, T> {
            /// Refers to what was returned.
            #[inline]
            pub fn new(returned: &'a T) -> Self {
                Self($next::new(returned))
            }
        }

        impl<'a, T: ?Sized> Deref for $name<'a, T> {
            type Target = $next<'a, T>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<T: ?Sized> Clone for $name<'_, T> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T: ?Sized> Copy for $name<'_, T> {}
    };
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a, T: ?Sized>(&'a T);

        impl<'a, T: ?Sized> $name<'a, T> {
            /// Refers to what was returned.
            #[inline]
            pub fn new(returned: &'a T) -> Self {
                Self(returned)
            }
        }

        impl<T: ?Sized> Clone for $name<'_, T> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T: ?Sized> Copy for $name<'_, T> {}
    };
}

link! {
    /// A container of another container, or else what [`OpenedResult`] knows.
    ///
    /// Opening gives what is inside, or whether the call has failed if nothing is.
    Opened => OpenedResult
}

impl<'a, T: Container> Opened<'a, Option<T>> {
    /// Opens an `Option`; `None` is no failure.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        self.0.0.0.as_ref().ok_or(false)
    }
}

impl<'a, T: Container> Opened<'a, Poll<T>> {
    /// Opens a `Poll`; `Pending` is no failure.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        match self.0.0.0 {
            Poll::Ready(inside) => Ok(inside),
            Poll::Pending => Err(false),
        }
    }
}

impl<'a, T: Container> Opened<'a, Box<T>> {
    /// Opens a `Box`.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        Ok(self.0.0.0)
    }
}

impl<'a, T: Container> Opened<'a, &T> {
    /// Follows a reference.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        Ok(self.0.0.0)
    }
}

impl<'a, T: Container, E: Outcome> Opened<'a, Result<T, E>> {
    /// Opens an `Ok`; an `Err` says whether it is a failure.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        self.0.0.0.as_ref().map_err(Outcome::is_failure)
    }
}

link! {
    /// A `Result` of a container, or else [`Closed`].
    OpenedResult => Closed
}

impl<'a, T: Container, E> OpenedResult<'a, Result<T, E>> {
    /// Opens an `Ok`; an `Err` that says nothing is a failure.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        self.0.0.as_ref().map_err(|_| true)
    }
}

link! {
    /// A type that is not opened.
    Closed
}

impl<'a, T: ?Sized> Closed<'a, T> {
    /// Gives what was returned, as it is.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        Ok(self.0)
    }
}

link! {
    /// A `Result` of which both types say what is a failure, or else what [`OfOks`] knows.
    OfResults => OfOks
}

impl<T: Outcome, E: Outcome> OfResults<'_, Result<T, E>> {
    /// Asks the value or the error.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.0.0.as_ref().map_or_else(E::is_failure, T::is_failure)
    }
}

link! {
    /// A `Result` whose value says what is a failure, or else what [`OfErrs`] knows.
    OfOks => OfErrs
}

impl<T: Outcome, E> OfOks<'_, Result<T, E>> {
    /// Asks the value; an `Err` is a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.0.as_ref().map_or(true, T::is_failure)
    }
}

link! {
    /// A `Result` whose error says what is a failure, or else what [`OfAll`] knows.
    OfErrs => OfAll
}

impl<T, E: Outcome> OfErrs<'_, Result<T, E>> {
    /// Asks the error; an `Ok` is no failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.as_ref().map_or_else(E::is_failure, |_| false)
    }
}

/// Any type: one that says what is a failure, or [`NoOutcome`].
#[derive(Debug)]
pub struct OfAll<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> OfAll<'a, T> {
    /// Refers to what was returned.
    #[inline]
    pub fn new(returned: &'a T) -> Self {
        Self(returned)
    }
}

impl<T: Outcome + ?Sized> OfAll<'_, T> {
    /// Asks the type.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.is_failure()
    }
}

impl<T: ?Sized> Clone for OfAll<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for OfAll<'_, T> {}

impl<T: ?Sized> Deref for OfAll<'_, T> {
    type Target = NoOutcome;

    #[inline]
    fn deref(&self) -> &NoOutcome {
        &NoOutcome
    }
}

/// A type without [`Outcome`].
#[derive(Debug, Clone, Copy)]
pub struct NoOutcome;

impl NoOutcome {
    /// Returns that nothing is a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        false
    }
}

/// Returns whether what this refers to is a failure: by its [`Outcome`], or else not. Four containers are opened, one in
/// another; what is deeper inside is asked by the trait alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_failure {
    ($returned:expr) => {
        $crate::__private::is_failure!($returned, _ _ _ _)
    };
    ($returned:expr, _ $($more:tt)*) => {
        match $crate::__private::judge::Opened::new($returned).__toggle_open() {
            $crate::__private::Ok(__inside) => $crate::__private::is_failure!(__inside, $($more)*),
            $crate::__private::Err(__is_failure) => __is_failure,
        }
    };
    ($returned:expr,) => {
        $crate::__private::judge::OfResults::new($returned).__toggle_is_failure()
    };
}
