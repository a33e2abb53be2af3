//! A library for C that exports one function. The function calls a dependency with many toggles.
#![allow(unsafe_code, reason = "the name of an exported function is unsafe to choose")]

use toggle_runtime::feature_toggle;

/// Returns a number to C.
#[unsafe(no_mangle)]
#[feature_toggle("linked-own", else = 0)]
pub extern "C" fn linked_library() -> u32 {
    toggle_linked::called()
}

/// Has a toggle point, but no caller.
#[feature_toggle("linked-own-never-called", else = 0)]
pub fn never_called() -> u32 {
    1
}
