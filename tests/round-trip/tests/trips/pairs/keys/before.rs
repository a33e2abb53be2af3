//! The keys of a gate go with it.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle("x", else = call("old guarded"), guard)]
fn guarded() -> i64 {
    call("guarded")
}

#[feature_toggle(X, else = pure(2), shadow, compare = |new, old| new == old, ignore = |new, _| *new > 10)]
fn shadowed() -> i64 {
    pure(3)
}

fn pure(value: i64) -> i64 {
    value * 2
}

#[feature_toggle("x", else = Err("old"), guard, failure = |result| result.is_err())]
fn judged() -> Result<i64, &'static str> {
    Ok(call("judged"))
}

#[feature_toggle("x", for = &toggle_runtime::Context::new("ann"), else = call("not for ann"))]
fn for_ann() -> i64 {
    call("for ann")
}

#[feature_toggle(crate = ::toggle_runtime, "x", else = 0)]
fn by_crate() -> i64 {
    1
}

#[feature_toggle(crate = ::toggle_runtime, "x", else = call("not outside"))]
fn marked() -> i64 {
    #[feature_toggle("a")]
    call("inside");
    call("outside")
}

pub fn run() {
    take(guarded());
    take(shadowed());
    take(judged());
    take(for_ann());
    take(by_crate());
    take(marked());
}
