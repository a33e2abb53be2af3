//! Functions that pass declarations to checks.

use crate::{
    __private::declaration::Declaration,
    check::{
        setting::Setting,
        toggle::{Toggle, Valued},
    },
};

/// Returns the part of a declaration that a point in a condition needs.
pub const fn asked<T: OnOrOff>(toggle: &Toggle<T>) -> Declaration {
    Declaration { name: toggle.name(), pin: toggle.pin(), default: toggle.default() }
}

/// Returns the declaration that `value!` reads.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as for `Asked::new`")]
pub const fn valued<T: Setting>(toggle: &'static Toggle<T>) -> Valued<T> {
    Valued(toggle)
}

/// Returns the name of a declaration of any type.
pub const fn name<T: Setting>(toggle: &Toggle<T>) -> &'static str {
    toggle.name()
}

/// The types of toggles that a condition can check.
#[diagnostic::on_unimplemented(
    message = "a toggle of type `{Self}` is not on or off, so it is no condition",
    label = "read its value: `match value!(TOGGLE) {{ .. }}`"
)]
pub trait OnOrOff: Setting<Default = bool> {}

impl OnOrOff for bool {}
