//! A platform crate: its users have toggles without a dependency on `toggle-runtime`.
#![forbid(unsafe_code)]

// For users that write `extern crate platform as toggle_runtime;` once.
pub use toggle_runtime::*;
// For users that write `crate = platform::toggle_runtime`.
pub use toggle_runtime;

/// Asks toggles, as `toggle_runtime::enabled!` does, without a path.
#[macro_export]
macro_rules! is_on {
    ($($args:tt)*) => {
        $crate::toggle_runtime::enabled!($($args)*, crate = $crate::toggle_runtime)
    };
}

/// Makes a gated function of one that has this name and gives this number.
#[macro_export]
macro_rules! gated_number {
    ($name:ident, $toggle:literal, $number:expr) => {
        #[$crate::toggle_runtime::feature_toggle($toggle, else = 0, crate = $crate::toggle_runtime)]
        fn $name() -> u8 {
            $number
        }
    };
}
