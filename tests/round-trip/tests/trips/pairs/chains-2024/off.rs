//! Chains of `let` and checks, which the edition 2024 has.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn chained(count: Option<i64>) -> i64 {
    if let Some(count) = count && false && count > 1 {
        call("more than one");
    }
    if let Some(count) = count {
        return count * 2;
    } else {
        call("else");
    }
    let mut left = 3;
    match count {
        _ => left,
    }
}

pub fn run() {
    for count in [None, Some(1), Some(2)] {
        take(chained(count));
    }
}
