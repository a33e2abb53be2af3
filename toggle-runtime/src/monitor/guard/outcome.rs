//! The trait that decides whether a returned value is a failure.

use std::task::Poll;

/// A returned value that may be a failure of the code, for [guards](crate::_guard).
///
/// Implement it for the error type of your functions, so that an error caused by the caller does not count as a
/// failure of the code. Otherwise a client that sends bad requests can trip a guard.
///
/// ```
/// use toggle_runtime::Outcome;
///
/// enum Error {
///     NotFound,
///     Database,
/// }
///
/// impl Outcome for Error {
///     fn is_failure(&self) -> bool {
///         matches!(self, Self::Database)
///     }
/// }
///
/// struct Response {
///     status: u16,
/// }
///
/// impl Outcome for Response {
///     fn is_failure(&self) -> bool {
///         self.status >= 500
///     }
/// }
///
/// assert!(Response { status: 503 }.is_failure());
/// assert!(!Response { status: 404 }.is_failure());
/// assert!(Some(Box::new(Response { status: 503 })).is_failure());
/// assert!(!Error::NotFound.is_failure() && Error::Database.is_failure());
/// ```
///
/// With these implementations, a guarded function that returns a `Result<Response, Error>` has failed with
/// `Err(Error::Database)` and with an `Ok` of the status 503, but not with `Err(Error::NotFound)`.
///
/// # Results
///
/// For an `Err`, a guard uses the implementation of the error type; an error without implementation is a failure. For
/// an `Ok`, a guard uses the implementation of the value's type; a value without implementation is not a failure. A
/// `Box`, a reference, an `Option` and a `Poll` are failures if their content is one; `None` and `Pending` are not.
/// If the returned type does not implement this trait, only panics and slow calls are failures.
///
/// A guard also looks at a `Result` inside these types and inside the `Ok` of another `Result`, four levels deep.
///
/// The implementation of this trait for `Result` uses neither type, because an implementation for some error types
/// would exclude all others. So [`is_failure`](Self::is_failure) of a `Result` is [`Result::is_err`]. Only a guard,
/// which knows the types of its function, evaluates the error.
///
/// # Generic functions
///
/// A guard of a generic function uses the bounds of the function, and not the concrete types. For `fn get<T>() -> T`,
/// no value is a failure, even if the concrete type implements this trait. For `fn get<T: Outcome>() -> T`, the
/// implementation of `T` decides. For `fn get<E>() -> Result<(), E>`, every `Err` is a failure.
pub trait Outcome {
    /// Returns whether this value is a failure.
    fn is_failure(&self) -> bool;
}

impl<T, E> Outcome for Result<T, E> {
    fn is_failure(&self) -> bool {
        self.is_err()
    }
}

impl<T: Outcome> Outcome for Option<T> {
    fn is_failure(&self) -> bool {
        self.as_ref().is_some_and(T::is_failure)
    }
}

impl<T: Outcome> Outcome for Poll<T> {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Ready(value) if value.is_failure())
    }
}

impl<T: Outcome + ?Sized> Outcome for Box<T> {
    fn is_failure(&self) -> bool {
        (**self).is_failure()
    }
}

impl<T: Outcome + ?Sized> Outcome for &T {
    fn is_failure(&self) -> bool {
        (**self).is_failure()
    }
}

/// A failure if the status is a server error, 500 to 599.
#[cfg(feature = "http")]
impl Outcome for http::StatusCode {
    fn is_failure(&self) -> bool {
        self.is_server_error()
    }
}

/// A failure if the status is a server error, independently of the body.
#[cfg(feature = "http")]
impl<B> Outcome for http::Response<B> {
    fn is_failure(&self) -> bool {
        self.status().is_failure()
    }
}
