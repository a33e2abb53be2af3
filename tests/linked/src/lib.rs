//! Toggles in every kind of place of a dependency, most of which no program needs.
#![forbid(unsafe_code)]

use toggle_runtime::{Toggle, feature_toggle, toggle};

/// Called by the program.
#[feature_toggle("linked-called", else = 0)]
pub fn called() -> u32 {
    1
}

/// Never called.
#[feature_toggle("linked-never-called", else = 0)]
pub fn never_called() -> u32 {
    1
}

#[allow(dead_code, reason = "that is the point")]
#[feature_toggle("linked-private", else = 0)]
fn private() -> u32 {
    1
}

/// A module that no program names.
pub mod unused {
    /// Never called.
    #[super::feature_toggle("linked-unused-module", else = 0)]
    pub fn inside() -> u32 {
        1
    }
}

/// Called by the program.
#[feature_toggle("linked-generic-called", else = 0)]
pub fn generic_called<T>(_: T) -> u32 {
    1
}

/// Never instantiated.
#[feature_toggle("linked-generic-never-called", else = 0)]
pub fn generic_never_called<T>(_: T) -> u32 {
    1
}

/// Inlined into the program.
#[inline(always)]
#[allow(clippy::inline_always, reason = "that is the point")]
#[feature_toggle("linked-inlined", else = 0)]
pub fn inlined() -> u32 {
    1
}

/// Never awaited.
#[feature_toggle("linked-async", else = 0)]
pub async fn asynchronous() -> u32 {
    std::future::ready(1).await
}

/// Something with a method.
#[derive(Debug)]
pub struct Thing;

impl Thing {
    /// Never called.
    #[feature_toggle("linked-method", else = 0)]
    pub fn method(&self) -> u32 {
        1
    }
}

/// Something with a method that has a body.
pub trait Does {
    /// Never called.
    #[feature_toggle("linked-trait-default", else = 0)]
    fn does(&self) -> u32 {
        1
    }
}

/// Declared and never asked.
#[toggle("linked-declared", default = on, kind = ops, owner = "tests", since = "2026-11-23", expires = "2027-03-01")]
pub static DECLARED: Toggle;
