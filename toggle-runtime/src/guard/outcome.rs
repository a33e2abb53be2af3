/// What a guarded function returns, and whether that is a failure.
///
/// A `Result` is one if it is an `Err`; the result of a guarded function also if what it holds says that it is one. A `Box`, a
/// reference and an `Option` are failures if what they hold is one, and `None` is none. Where the type of what a function returns
/// does not implement this, only panics and slowness are failures of the function.
///
/// A generic function asks what its bounds say, and nothing more: `fn get<T>() -> T` asks nothing, whatever `T` is, and
/// `fn get<T: Outcome>() -> T` asks `T`.
///
/// ```
/// use toggle_runtime::Outcome;
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
/// assert!("x".parse::<u8>().is_failure());
/// ```
///
/// With that, a guarded function that returns a `Result<Response, Rejection>` has failed with an `Err`, and with an `Ok` of
/// the status 503.
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
