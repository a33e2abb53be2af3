//! Attributes in front of a folded `if`, `while` or block: those that stay are about all of it.

use toggle_runtime::{enabled, feature_toggle};

use crate::prelude::*;

#[feature_toggle]
fn attributed(count: i64) -> i64 {
    #[feature_toggle("a")]
    if enabled!("x") {
        call("one");
        call("two");
    } else {
        call("three");
        call("four");
    }
    #[cfg(any())]
    if enabled!("x") {
        call("never");
        call("never either");
    }
    #[allow(unused)]
    if enabled!("x") {
        call("allowed");
    } else if count > 0 {
        call("else");
    }
    #[feature_toggle("a")]
    #[feature_toggle("x", else = drop(call("old")))]
    if enabled!("x") {
        call("both one");
        call("both two");
    }
    #[feature_toggle("x")]
    if enabled!("x") && count > 0 {
        call("positive");
    }
    #[feature_toggle("x")]
    if enabled!("x") {
        call("gated one");
        call("gated two");
    }
    #[feature_toggle("x")]
    if !enabled!("x") {
        call("never");
    }
    #[feature_toggle("a")]
    while enabled!("x") {
        call("turn");
        break;
    }
    #[feature_toggle("a")]
    {
        if enabled!("x") {
            call("inner one");
            call("inner two");
        }
    }
    count
}

pub fn run() {
    take(attributed(0));
    take(attributed(1));
}
