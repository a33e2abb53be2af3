//! A platform crate whose users have toggles without a dependency on `toggle-runtime`.
#![forbid(unsafe_code)]

// This export serves users who write `extern crate platform as toggle_runtime;` once.
pub use toggle_runtime::*;
// This export serves users who write `crate = platform::toggle_runtime`.
pub use toggle_runtime;

/// Checks toggles like `toggle_runtime::enabled!`, without a path.
#[macro_export]
macro_rules! is_on {
    ($($args:tt)*) => {
        $crate::toggle_runtime::enabled!($($args)*, crate = $crate::toggle_runtime)
    };
}

/// Defines a gated function with this name that returns this number.
#[macro_export]
macro_rules! gated_number {
    ($name:ident, $toggle:literal, $number:expr) => {
        #[$crate::toggle_runtime::feature_toggle($toggle, else = 0, crate = $crate::toggle_runtime)]
        fn $name() -> u8 {
            $number
        }
    };
}
