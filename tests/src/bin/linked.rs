//! A program that names a dependency with toggles. It prints how many toggles it knows.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

fn main() {
    let sum = toggle_linked::called() + toggle_linked::generic_called(1_u8) + toggle_linked::inlined();
    println!("{sum} {}", toggle_runtime::toggles().len());
}
