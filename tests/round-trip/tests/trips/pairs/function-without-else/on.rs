//! A function without `else` that returns a value: its off value is not in the code.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn value() -> Option<i64> {
    Some(call("new"))
}

pub fn run() {
    take(value());
}
