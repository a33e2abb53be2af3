//! A check in the arguments of a macro that are no expressions.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

pub fn run() {
    take(matches!(call("matched"), 1.. if enabled!("x")));
}
