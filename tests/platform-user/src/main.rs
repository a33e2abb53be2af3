//! A program with toggles from a platform crate. It prints the number of its toggles.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]
#![forbid(unsafe_code)]

use platform::{
    Toggle,
    toggle_runtime::{feature_toggle, toggle},
};

/// Declared by a user of the platform.
#[toggle("platform-declared", owner = "tests", crate = platform::toggle_runtime)]
static DECLARED: Toggle;

fn main() {
    println!("{} {}", gated(), platform::toggles().len());
}

#[feature_toggle(DECLARED, else = 0, crate = platform::toggle_runtime)]
fn gated() -> u8 {
    #[feature_toggle("platform-inner", else = 1)]
    let number = 2;
    if platform::is_on!("platform-asked") { number } else { 3 }
}
