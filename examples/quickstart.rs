//! The smallest complete program: `cargo run -p toggle-examples --example quickstart`. Run it again with
//! `TOGGLE_NEW_CHECKOUT=on` in front.
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::{Toggle, feature_toggle, toggle};

/// Serve the rewritten checkout flow.
#[toggle("new-checkout", kind = release, owner = "payments")]
pub static NEW_CHECKOUT: Toggle;

#[feature_toggle(NEW_CHECKOUT, else = legacy_checkout(items))]
fn checkout(items: u32) -> String {
    format!("one click for {items} items")
}

fn legacy_checkout(items: u32) -> String {
    format!("three forms for {items} items")
}

fn main() {
    println!("checkout: {}", checkout(3));
    for toggle in toggle_runtime::toggles() {
        println!("{} is {} ({}), checked at:", toggle.name, toggle.state, toggle.source);
        for point in toggle.points {
            println!("  {}", point.place);
        }
    }
}
