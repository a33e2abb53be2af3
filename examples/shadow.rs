//! A dark launch with comparison: the new way runs beside the old, and only its differences are heard of.
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
    // Rounds once, and not for each item.
    Price { cents: items.iter().sum::<u64>() * 121 / 100 }
}

fn old_price(items: &[u64]) -> Price {
    Price { cents: items.iter().map(|net| net * 121 / 100).sum() }
}

fn main() -> Result<(), toggle_runtime::Error> {
    // Or `new-pricing = "shadow"` in a file, or `TOGGLE_NEW_PRICING=shadow`; `shadow 5%` for every 20th call.
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
