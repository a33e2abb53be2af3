//! Declarations of toggles, and the list of the toggles with their toggle points.
#![allow(clippy::print_stdout, reason = "an example prints")]

use toggle_runtime::{Toggle, enabled, toggle};

/// Serve the rewritten checkout flow.
#[toggle("new-checkout", kind = release, owner = "payments", since = "2026-11-23", expires = "2027-03-01")]
pub static NEW_CHECKOUT: Toggle;

/// Send mails. A kill switch: on, until someone turns it off.
#[toggle("mail", default = on, kind = ops, owner = "platform")]
pub static MAIL: Toggle;

fn main() {
    // With a declaration, a misspelt name does not compile.
    println!("new checkout: {}, mail: {}", enabled!(NEW_CHECKOUT), MAIL.is_enabled());

    // A toggle without a declaration works as well, and the list shows it as undeclared.
    println!("beta search: {}", enabled!("beta-search"));

    for toggle in toggle_runtime::toggles() {
        match toggle.declaration {
            Some(declaration) => {
                let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
                println!(
                    "{}: {} (default {}, kind {}, owner {}, expires {})",
                    toggle.name,
                    declaration.description,
                    declaration.default,
                    or_none(declaration.kind.map(|kind| kind.to_string())),
                    or_none(declaration.owner),
                    or_none(declaration.expires.map(|date| date.to_string())),
                );
            }
            None => println!("{}: undeclared", toggle.name),
        }
    }

    println!("{}", toggle_runtime::explain(&MAIL));
}
