//! Pins two toggles, as their variables in the environment of the build would.

fn main() {
    println!("cargo::rustc-env=TOGGLE_PIN_PINNED_OFF=off");
    println!("cargo::rustc-env=TOGGLE_PIN_PINNED_ON=on");
    println!("cargo::rerun-if-changed=build.rs");
}
