//! The off value of a function without `else`, and the error of a gated function whose toggle is off.

use std::{error::Error, fmt, future::Future, io, ops::ControlFlow, pin::Pin, task::Poll};

/// The off value of a type: the return value of a function without `else` while its toggle is off.
///
/// The trait is implemented for types with a value that no caller can take for a result:
///
/// | type | value |
/// |---|---|
/// | `()` | `()` |
/// | `Option<T>` | `None` |
/// | `Result<T, E>` where `E: From<ToggleOff>` | `Err(ToggleOff.into())` |
/// | `ControlFlow<B, C>` where `C: WhenOff` | `Continue(..)` |
/// | `Poll<T>` where `T: WhenOff` | `Ready(..)` |
/// | `Pin<Box<dyn Future<Output = T>>>`, also `+ Send`, where `T: WhenOff` | a future that is ready |
///
/// `io::Error`, `Box<dyn Error>` and `anyhow::Error` implement `From<ToggleOff>`.
///
/// The trait is not implemented for `bool`, numbers, `String` and collections. Their `false`, `0` and empty list are
/// ordinary results, and a caller would believe them. A function with such a return type needs `else = ..`.
///
/// You can implement the trait for types of your own:
///
/// ```
/// use toggle_runtime::{ToggleOff, WhenOff, feature_toggle};
///
/// #[derive(Debug, PartialEq)]
/// enum Import {
///     Done,
///     Skipped,
/// }
///
/// impl WhenOff for Import {
///     fn when_off(_: ToggleOff) -> Self {
///         Self::Skipped
///     }
/// }
///
/// #[feature_toggle("nightly-import")]
/// fn import() -> Import {
///     Import::Done
/// }
///
/// assert_eq!(import(), Import::Skipped);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no value for when the toggle is off",
    label = "what does this function return while its toggle is off?",
    note = "add `else = ..` to the attribute: `#[feature_toggle(\"..\", else = legacy())]`",
    note = "without `else` the return type must be `()`, `Option<_>`, `Result<_, E>` with `E: From<ToggleOff>`, or \
            another type that implements `WhenOff`"
)]
pub trait WhenOff {
    /// Returns the off value. `off` names the toggle that is off.
    fn when_off(off: ToggleOff) -> Self;
}

impl WhenOff for () {
    fn when_off(_: ToggleOff) -> Self {}
}

impl<T> WhenOff for Option<T> {
    fn when_off(_: ToggleOff) -> Self {
        None
    }
}

// The compiler reports `WhenOff` for a type that does not fit these implementations, and not their bounds.

#[diagnostic::do_not_recommend]
impl<T, E: From<ToggleOff>> WhenOff for Result<T, E> {
    fn when_off(off: ToggleOff) -> Self {
        Err(off.into())
    }
}

#[diagnostic::do_not_recommend]
impl<B, C: WhenOff> WhenOff for ControlFlow<B, C> {
    fn when_off(off: ToggleOff) -> Self {
        Self::Continue(C::when_off(off))
    }
}

#[diagnostic::do_not_recommend]
impl<T: WhenOff> WhenOff for Poll<T> {
    fn when_off(off: ToggleOff) -> Self {
        Self::Ready(T::when_off(off))
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: WhenOff + 'a> WhenOff for Pin<Box<dyn Future<Output = T> + 'a>> {
    fn when_off(off: ToggleOff) -> Self {
        Box::pin(async move { T::when_off(off) })
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: WhenOff + 'a> WhenOff for Pin<Box<dyn Future<Output = T> + Send + 'a>> {
    fn when_off(off: ToggleOff) -> Self {
        Box::pin(async move { T::when_off(off) })
    }
}

/// The error of a gated function whose toggle is off.
///
/// Convert it to an error type of your own with `From`:
///
/// ```
/// use toggle_runtime::{ToggleOff, feature_toggle};
///
/// #[derive(Debug)]
/// enum Error {
///     NotReleased(&'static str),
/// }
///
/// impl From<ToggleOff> for Error {
///     fn from(off: ToggleOff) -> Self {
///         Error::NotReleased(off.toggle())
///     }
/// }
///
/// #[feature_toggle("pay-by-invoice")]
/// fn invoice() -> Result<u32, Error> {
///     Ok(42)
/// }
///
/// assert!(matches!(invoice(), Err(Error::NotReleased("pay-by-invoice"))));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ToggleOff {
    toggle: &'static str,
}

impl ToggleOff {
    pub(crate) const fn new(toggle: &'static str) -> Self {
        Self { toggle }
    }

    /// Returns the name of the toggle, or the condition of a combination: `all(new-checkout, not(read-only))`.
    pub const fn toggle(&self) -> &'static str {
        self.toggle
    }
}

impl fmt::Display for ToggleOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is off", self.toggle)
    }
}

impl Error for ToggleOff {}

/// Converts to an error of kind [`Unsupported`](io::ErrorKind::Unsupported).
impl From<ToggleOff> for io::Error {
    fn from(off: ToggleOff) -> Self {
        Self::new(io::ErrorKind::Unsupported, off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF: ToggleOff = ToggleOff::new("new-checkout");

    #[test]
    fn the_error_names_the_toggle() {
        assert_eq!(OFF.to_string(), "`new-checkout` is off");
        let boxed: Result<(), Box<dyn Error + Send + Sync>> = WhenOff::when_off(OFF);
        assert_eq!(boxed.map_err(|error| error.to_string()), Err("`new-checkout` is off".to_owned()));
        let io: io::Result<()> = WhenOff::when_off(OFF);
        assert_eq!(io.map_err(|error| error.kind()), Err(io::ErrorKind::Unsupported));
    }

    #[test]
    fn wrappers_carry_the_nothing_inside() {
        assert_eq!(Poll::<Option<u8>>::when_off(OFF), Poll::Ready(None));
        assert_eq!(ControlFlow::<u8>::when_off(OFF), ControlFlow::Continue(()));
        let future: Pin<Box<dyn Future<Output = Option<u8>> + Send>> = WhenOff::when_off(OFF);
        assert_eq!(pollster::block_on(future), None);
    }
}
