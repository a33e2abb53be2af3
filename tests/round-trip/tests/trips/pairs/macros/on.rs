//! Checks in the arguments of macros.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn arguments() {
    call(format!("{} and {}", true, 1));
    assert!(true);
    assert_eq!(true, true, "the same");
    let list = vec![{ call("in a list") }; 2];
    take(list);
}

pub fn run() {
    arguments();
}
