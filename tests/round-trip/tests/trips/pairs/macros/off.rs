//! Checks in the arguments of macros.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn arguments() {
    call(format!("{} and {}", false, 2));
    assert!(true);
    assert_eq!(false, false, "the same");
    let list = vec![0; 2];
    take(list);
}

pub fn run() {
    arguments();
}
