//! Shadow mode: the new function runs next to the old one, and only differences are reported.
//!
//! ```sh
//! cargo run -p toggle-examples --example shadow
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::feature_toggle;

#[derive(Debug, PartialEq)]
struct Price {
    cents: u64,
}

#[feature_toggle("new-pricing", else = old_price(items), shadow)]
fn price(items: &[u64]) -> Price {
    // The new way rounds the sum instead of each item.
    Price { cents: items.iter().sum::<u64>() * 121 / 100 }
}

fn old_price(items: &[u64]) -> Price {
    Price { cents: items.iter().map(|net| net * 121 / 100).sum() }
}

fn main() -> Result<(), toggle_runtime::Error> {
    // A file contains `new-pricing = "shadow"`, a variable `shadow`. With `shadow 5%` every 20th call compares.
    toggle_runtime::set("new-pricing", "shadow")?;

    for items in [&[100, 200][..], &[199, 250, 310], &[1000]] {
        assert_eq!(price(items), old_price(items), "customers pay the old price");
    }

    let toggle = toggle_runtime::toggles().find(|toggle| toggle.name == "new-pricing").expect("it is asked above");
    let report = toggle.shadow.expect("both ways have run");
    println!("{} the same, {} different", report.matches, report.mismatches);
    for mismatch in report.last_mismatches {
        println!("old: {}, new: {}", mismatch.control, mismatch.candidate);
    }
    Ok(())
}
