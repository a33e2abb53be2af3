//! The values that gated code returns while its toggle is off.

use crate::check::when_off::{ToggleOff, WhenOff};

/// Returns the off value of a function without `else`.
#[inline]
pub fn when_off<T: WhenOff>(toggle: &'static str) -> T {
    T::when_off(ToggleOff::new(toggle))
}

/// Returns the value of a block whose last statement is a gated `return`, for when the toggle is off.
#[inline]
pub fn nothing_follows<T: NothingFollows>() -> T {
    T::nothing()
}

/// The type of a block that ends in a statement.
#[diagnostic::on_unimplemented(
    message = "there is no `{Self}` while the toggle is off",
    label = "the last statement of its block: nothing follows",
    note = "write the value for when the toggle is off below the statement, or `else = return ..` in its attribute"
)]
pub trait NothingFollows {
    fn nothing() -> Self;
}

impl NothingFollows for () {
    #[inline]
    fn nothing() -> Self {}
}
