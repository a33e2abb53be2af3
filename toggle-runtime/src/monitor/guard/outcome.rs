use std::task::Poll;

/// What a guarded function returns, and whether that is a failure.
///
/// Implement it for the error type of your functions, so that an error which the caller has caused is no failure of the
/// code: otherwise whoever sends bad requests can trip a guard.
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
/// A guarded function that returns a `Result<Response, Error>` has then failed with `Err(Error::Database)` and with an
/// `Ok` of the status 503, but not with `Err(Error::NotFound)`.
///
/// # Results
///
/// A guard asks the error of an `Err` if its type implements this; an error of any other type is a failure. It asks the
/// value of an `Ok` if its type implements this; a value of any other type is none. A `Box`, a reference, an `Option`
/// and a `Poll` are failures if what they hold is one; `None` and `Pending` are none. Where what a function returns
/// does not implement this, only panics and slowness are failures of the function.
///
/// A guard also looks at a `Result` inside of these and at one inside of the `Ok` of another, four levels deep.
///
/// The implementation of this trait for `Result` knows neither type, because one for some errors would exclude all
/// others. [`is_failure`](Self::is_failure) of a `Result` is therefore [`Result::is_err`]. Only guards, which know the
/// types of a function, ask the error.
///
/// # Generic functions
///
/// A guard of a generic function asks what its bounds say, and nothing more: that of `fn get<T>() -> T` asks nothing,
/// whatever `T` is. That of `fn get<T: Outcome>() -> T` asks `T`, and that of `fn get<E>() -> Result<(), E>` takes every
/// `Err` for a failure.
pub trait Outcome {
    /// Whether this is a failure.
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

/// Fails with the status of a server error, 500 to 599.
#[cfg(feature = "http")]
impl Outcome for http::StatusCode {
    fn is_failure(&self) -> bool {
        self.is_server_error()
    }
}

/// Fails with the status of a server error, whatever the body is.
#[cfg(feature = "http")]
impl<B> Outcome for http::Response<B> {
    fn is_failure(&self) -> bool {
        self.status().is_failure()
    }
}
