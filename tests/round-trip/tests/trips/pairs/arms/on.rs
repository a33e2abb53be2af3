//! Gates and checks on match arms.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn by_gate(count: i64) -> &'static str {
    match count {
        // Only in the new way.
        0 => "none",
        2 if call("guard") > 0 => "two",
        #[feature_toggle("a")]
        3 | 4 => "some",
        5.. => "many",
        _ => "other",
    }
}

fn by_guard(count: i64) -> &'static str {
    match count {
        0 => "none",
        2 if call("right") > 0 => "two",
        3 if call("left") > 0 => "three",
        4 => "four",
        5 if enabled!("a") => "five",
        6 => { "six" }
        7 => {
            let name = "seven";
            name
        },
        _ => "other",
    }
}

#[feature_toggle]
fn in_line(count: Option<i64>) -> i64 {
    match count { Some(1) => 1, Some(n) => n, #[feature_toggle("b")] None => 7, _ => 0 }
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
