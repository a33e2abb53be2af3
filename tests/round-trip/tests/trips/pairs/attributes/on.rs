//! Attributes in front of a folded `if`, `while` or block: those that stay are about all of it.

use toggle_runtime::{enabled, feature_toggle};

use crate::prelude::*;

#[feature_toggle]
fn attributed(count: i64) -> i64 {
    #[feature_toggle("a")]
    {
        call("one");
        call("two");
    }
    #[cfg(any())]
    {
        call("never");
        call("never either");
    }
    #[allow(unused)]
    {
        call("allowed");
    }
    #[feature_toggle("a")]
    {
        call("both one");
        call("both two");
    }
    if count > 0 {
        call("positive");
    }
    call("gated one");
    call("gated two");
    #[feature_toggle("a")]
    loop {
        call("turn");
        break;
    }
    #[feature_toggle("a")]
    {
        call("inner one");
        call("inner two");
    }
    count
}

pub fn run() {
    take(attributed(0));
    take(attributed(1));
}
