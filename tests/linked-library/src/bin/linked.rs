//! A program with toggles and with a dependency that has toggles. It prints the number of all toggles.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use toggle_runtime::feature_toggle;

fn main() {
    let sum = toggle_linked::called() + toggle_linked::generic_called(1_u8) + toggle_linked::inlined() + own();
    println!("{sum} {}", toggle_runtime::toggles().len());
}

#[feature_toggle("linked-own", else = 0)]
fn own() -> u32 {
    1
}

#[allow(dead_code, reason = "that is the point")]
#[feature_toggle("linked-own-never-called", else = 0)]
fn never_called() -> u32 {
    1
}
