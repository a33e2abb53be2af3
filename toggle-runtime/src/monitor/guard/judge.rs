//! The judgement whether a returned value is a failure, where generated code does not know whether its type
//! implements [`Outcome`].
//!
//! The compiler looks for a method at the first type of a chain of dereferences before it looks at the next one.
//! Bounds decide which type of the chain has the method. For a generic function, these are the function's own bounds,
//! not the properties of the concrete type. [`Opened`] begins the chain that looks into nested containers, such as an
//! `Option` of a `Result`. [`OfResults`] begins the chain of judges: first for a `Result` with the outcomes of its
//! `Ok` and its `Err`, then for all other types. No trait has to be in scope, so that no import can be unused.
//!
//! The methods take `self` by value and have unusual names: a user's trait for all types could otherwise be found
//! before or instead of them.
#![expect(clippy::missing_errors_doc, reason = "the error of opening is a verdict")]

use std::{ops::Deref, task::Poll};

use crate::monitor::guard::Outcome;

/// A type that holds another. Users cannot implement [`Outcome`] for a container of a container, so that opening it
/// bypasses no implementation of theirs.
pub trait Container {}

impl<T> Container for Option<T> {}
impl<T> Container for Poll<T> {}
impl<T, E> Container for Result<T, E> {}
impl<T: ?Sized> Container for Box<T> {}
impl<T: ?Sized> Container for &T {}

/// Defines a link of a chain: a type that refers to the returned value, and dereferences to the next link.
macro_rules! link {
    ($(#[$doc:meta])* $name:ident => $next:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a, T: ?Sized>($next<'a, T>);

        impl<'a, T: ?Sized> $name<'a, T> {
            /// Refers to the returned value.
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
            /// Refers to the returned value.
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
    /// A container of another container, or else the types of [`OpenedResult`].
    ///
    /// Opening returns the content, or without content whether the call has failed.
    Opened => OpenedResult
}

impl<'a, T: Container> Opened<'a, Option<T>> {
    /// Opens an `Option`; `None` is not a failure.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        self.0.0.0.as_ref().ok_or(false)
    }
}

impl<'a, T: Container> Opened<'a, Poll<T>> {
    /// Opens a `Poll`; `Pending` is not a failure.
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
    /// Opens an `Ok`; the type of the `Err` decides whether that is a failure.
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
    /// Opens an `Ok`; an `Err` without [`Outcome`] is a failure.
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
    /// Returns the returned value unchanged.
    #[inline]
    pub fn __toggle_open(self) -> Result<&'a T, bool> {
        Ok(self.0)
    }
}

link! {
    /// A `Result` of two types with [`Outcome`], or else the types of [`OfOks`].
    OfResults => OfOks
}

impl<T: Outcome, E: Outcome> OfResults<'_, Result<T, E>> {
    /// Evaluates the outcome of the value or of the error.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.0.0.as_ref().map_or_else(E::is_failure, T::is_failure)
    }
}

link! {
    /// A `Result` whose value has an [`Outcome`], or else the types of [`OfErrs`].
    OfOks => OfErrs
}

impl<T: Outcome, E> OfOks<'_, Result<T, E>> {
    /// Evaluates the outcome of the value; an `Err` is a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.0.as_ref().map_or(true, T::is_failure)
    }
}

link! {
    /// A `Result` whose error has an [`Outcome`], or else the types of [`OfAll`].
    OfErrs => OfAll
}

impl<T, E: Outcome> OfErrs<'_, Result<T, E>> {
    /// Evaluates the outcome of the error; an `Ok` is not a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        self.0.0.as_ref().map_or_else(E::is_failure, |_| false)
    }
}

/// Any type: one with [`Outcome`], or [`NoOutcome`].
#[derive(Debug)]
pub struct OfAll<'a, T: ?Sized>(&'a T);

impl<'a, T: ?Sized> OfAll<'a, T> {
    /// Refers to the returned value.
    #[inline]
    pub fn new(returned: &'a T) -> Self {
        Self(returned)
    }
}

impl<T: Outcome + ?Sized> OfAll<'_, T> {
    /// Evaluates the outcome of the value.
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
    /// Returns false: without [`Outcome`], no value is a failure.
    #[inline]
    pub fn __toggle_is_failure(self) -> bool {
        false
    }
}

/// Returns whether the value of this reference is a failure by its [`Outcome`], or false without one. Up to four
/// nested containers are opened; deeper ones are judged by the trait alone.
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
