//! Pins two toggles with the variables that a user sets in the environment of a build.

fn main() {
    println!("cargo::rustc-env=TOGGLE_PIN_PINNED_OFF=off");
    println!("cargo::rustc-env=TOGGLE_PIN_PINNED_ON=on");
    println!("cargo::rerun-if-changed=build.rs");
}
