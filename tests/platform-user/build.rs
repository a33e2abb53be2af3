//! Pins a toggle of this package.
#![allow(clippy::print_stdout, reason = "cargo reads it")]

fn main() {
    println!("cargo::rustc-env=TOGGLE_PIN_USER_PINNED=on");
    println!("cargo::rerun-if-changed=build.rs");
}
