//! A library for C, which exports one function and calls one of a dependency that has many toggles.
#![allow(unsafe_code, reason = "the name of an exported function is unsafe to choose")]

use toggle_runtime::feature_toggle;

/// Called by C.
#[unsafe(no_mangle)]
#[feature_toggle("linked-own", else = 0)]
pub extern "C" fn linked_library() -> u32 {
    toggle_linked::called()
}

/// Never called.
#[feature_toggle("linked-own-never-called", else = 0)]
pub fn never_called() -> u32 {
    1
}
