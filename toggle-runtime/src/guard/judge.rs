//! Whether what a function has returned is a failure, where generated code does not know whether its type says so.
//!
//! The compiler looks for a method at `&Judged<T>` before it looks at `&&Judged<T>`. So it finds [`ByOutcome`] where that is
//! implemented, and [`Otherwise`] for all types that are not. In a generic function that is decided by what its bounds
//! say, not by the type that it is called with.

use super::Outcome;

/// What a function has returned.
#[derive(Debug)]
pub struct Judged<'a, T: ?Sized>(pub &'a T);

/// What is found first.
pub trait ByOutcome {
    /// What the type says.
    fn is_failure(&self) -> bool;
}

impl<T: Outcome + ?Sized> ByOutcome for Judged<'_, T> {
    #[inline]
    fn is_failure(&self) -> bool {
        self.0.is_failure()
    }
}

/// What is found else.
pub trait Otherwise {
    /// No.
    fn is_failure(&self) -> bool;
}

impl<T: ?Sized> Otherwise for &Judged<'_, T> {
    #[inline]
    fn is_failure(&self) -> bool {
        false
    }
}

/// Whether what this refers to is a failure: by its [`Outcome`], or else not.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_failure {
    ($returned:expr) => {
        match $returned {
            __returned => {
                #[allow(unused_imports, reason = "one of them decides")]
                use $crate::__private::judge::{ByOutcome as _, Otherwise as _};
                (&$crate::__private::judge::Judged(__returned)).is_failure()
            }
        }
    };
}
