//! Checks in the arguments of macros.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn arguments() {
    call(format!("{} and {}", enabled!("x"), if enabled!(X) { 1 } else { 2 }));
    assert!(enabled!("x") || !is_enabled("x"));
    assert_eq!(X.is_enabled(), enabled!("x"), "the same");
    let list = vec![if enabled!("x") { call("in a list") } else { 0 }; 2];
    take(list);
}

pub fn run() {
    arguments();
}
