//! Gates and checks on match arms.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn by_gate(count: i64) -> &'static str {
    match count {
        // Only in the new way.
        #[feature_toggle("x")]
        0 => "none",
        #[feature_toggle(not("x"))]
        1 => "one",
        #[feature_toggle("x")]
        2 if call("guard") > 0 => "two",
        #[feature_toggle(all("x", "a"))]
        3 | 4 => "some",
        #[feature_toggle(any("x", "b"))]
        5.. => "many",
        _ => "other",
    }
}

fn by_guard(count: i64) -> &'static str {
    match count {
        0 if enabled!("x") => "none",
        1 if !enabled!(X) => "one",
        2 if enabled!(X) && call("right") > 0 => "two",
        3 if call("left") > 0 && enabled!("x") => "three",
        4 if enabled!("x") || call("or") < 0 => "four",
        5 if enabled!(all("x", "a")) => "five",
        6 if is_enabled("x") => { "six" }
        7 if X.is_enabled() => {
            let name = "seven";
            name
        },
        _ => if enabled!("x") { "other" } else { "none of these" },
    }
}

#[feature_toggle]
fn in_line(count: Option<i64>) -> i64 {
    match count { #[feature_toggle("x")] Some(1) => 1, Some(n) if enabled!("x") => n, #[feature_toggle("b")] None => 7, _ => 0 }
}

pub fn run() {
    for count in 0..9 {
        take(by_gate(count));
        take(by_guard(count));
    }
    for count in [Some(1), Some(2), None] {
        take(in_line(count));
    }
}
