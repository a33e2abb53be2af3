/// What a guarded function returns, and whether that is a failure.
///
/// A `Result` is one if it is an `Err`. Where the type of what a function returns does not implement this, only panics and
/// slowness are failures of the function.
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
/// assert!("x".parse::<u8>().is_failure());
/// ```
pub trait Outcome {
    /// Whether this is a failure.
    fn is_failure(&self) -> bool;
}

impl<T, E> Outcome for Result<T, E> {
    fn is_failure(&self) -> bool {
        self.is_err()
    }
}
