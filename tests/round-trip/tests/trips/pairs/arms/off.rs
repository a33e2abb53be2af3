//! Gates and checks on match arms.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn by_gate(count: i64) -> &'static str {
    match count {
        1 => "one",
        #[feature_toggle("b")]
        5.. => "many",
        _ => "other",
    }
}

fn by_guard(count: i64) -> &'static str {
    match count {
        1 => "one",
        3 if call("left") > 0 && false => "three",
        4 if call("or") < 0 => "four",
        _ => "none of these",
    }
}

#[feature_toggle]
fn in_line(count: Option<i64>) -> i64 {
    match count { #[feature_toggle("b")] None => 7, _ => 0 }
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
