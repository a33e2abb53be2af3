//! Toggle points in every kind of item of a dependency. Programs need only some of these items.
#![forbid(unsafe_code)]

use toggle_runtime::{Toggle, feature_toggle, toggle};

/// Is called by the program.
#[feature_toggle("linked-called", else = 0)]
pub fn called() -> u32 {
    1
}

/// Has no caller.
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
    /// Has no caller.
    #[super::feature_toggle("linked-unused-module", else = 0)]
    pub fn inside() -> u32 {
        1
    }
}

/// Is called by the program.
#[feature_toggle("linked-generic-called", else = 0)]
pub fn generic_called<T>(_: T) -> u32 {
    1
}

/// Is never instantiated.
#[feature_toggle("linked-generic-never-called", else = 0)]
pub fn generic_never_called<T>(_: T) -> u32 {
    1
}

/// Is inlined into the program.
#[inline(always)]
#[allow(clippy::inline_always, reason = "that is the point")]
#[feature_toggle("linked-inlined", else = 0)]
pub fn inlined() -> u32 {
    1
}

/// Is never awaited.
#[feature_toggle("linked-async", else = 0)]
pub async fn asynchronous() -> u32 {
    std::future::ready(1).await
}

/// A type with a gated method.
#[derive(Debug)]
pub struct Thing;

impl Thing {
    /// Has no caller.
    #[feature_toggle("linked-method", else = 0)]
    pub fn method(&self) -> u32 {
        1
    }
}

/// A trait with a gated method that has a body.
pub trait Does {
    /// Has no caller.
    #[feature_toggle("linked-trait-default", else = 0)]
    fn does(&self) -> u32 {
        1
    }
}

/// Declared and never asked.
#[toggle("linked-declared", default = on, kind = ops, owner = "tests", since = "2026-11-23", expires = "2027-03-01")]
pub static DECLARED: Toggle;
