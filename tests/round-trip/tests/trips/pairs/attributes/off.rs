//! Attributes in front of a folded `if`, `while` or block: those that stay are about all of it.

use toggle_runtime::{enabled, feature_toggle};

use crate::prelude::*;

#[feature_toggle]
fn attributed(count: i64) -> i64 {
    #[feature_toggle("a")]
    {
        call("three");
        call("four");
    }
    #[cfg(any())]
    {}
    #[allow(unused)]
    if count > 0 {
        call("else");
    }
    #[feature_toggle("a")]
    drop(call("old"));
    #[feature_toggle("a")]
    {}
    #[feature_toggle("a")]
    {
    }
    count
}

pub fn run() {
    take(attributed(0));
    take(attributed(1));
}
