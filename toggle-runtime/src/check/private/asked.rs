//! The declarations that checks ask.

use crate::{
    __private::declaration::Declaration,
    check::{
        setting::Setting,
        toggle::{Toggle, Valued},
    },
};

/// Returns what a point has to know of the declaration in a condition.
pub const fn asked<T: OnOrOff>(toggle: &Toggle<T>) -> Declaration {
    Declaration { name: toggle.name(), pin: toggle.pin(), default: toggle.default() }
}

/// The declaration that `value!` asks.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as for `Asked::new`")]
pub const fn valued<T: Setting>(toggle: &'static Toggle<T>) -> Valued<T> {
    Valued(toggle)
}

/// The name of a declaration of any type.
pub const fn name<T: Setting>(toggle: &Toggle<T>) -> &'static str {
    toggle.name()
}

/// The type of a toggle that a condition can ask.
#[diagnostic::on_unimplemented(
    message = "a toggle of type `{Self}` is not on or off, so it is no condition",
    label = "read its value: `match value!(TOGGLE) {{ .. }}`"
)]
pub trait OnOrOff: Setting<Default = bool> {}

impl OnOrOff for bool {}
