//! Chains of `let` and checks, which the edition 2024 has.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn chained(count: Option<i64>) -> i64 {
    if enabled!("x") && let Some(count) = count {
        return count;
    }
    if let Some(count) = count && enabled!("x") && count > 1 {
        call("more than one");
    }
    if let Some(count) = count && !enabled!(X) {
        return count * 2;
    } else {
        call("else");
    }
    let mut left = 3;
    while enabled!("x") && let Some(next) = (left > 0).then_some(left - 1) {
        left = next;
    }
    match count {
        Some(1) if enabled!("x") => 1,
        _ => left,
    }
}

pub fn run() {
    for count in [None, Some(1), Some(2)] {
        take(chained(count));
    }
}
