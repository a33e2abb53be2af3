//! The keys of a gate go with it.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn guarded() -> i64 {
    call("guarded")
}

fn shadowed() -> i64 {
    pure(3)
}

fn pure(value: i64) -> i64 {
    value * 2
}

fn judged() -> Result<i64, &'static str> {
    Ok(call("judged"))
}

fn for_ann() -> i64 {
    call("for ann")
}

fn by_crate() -> i64 {
    1
}

#[feature_toggle(crate = ::toggle_runtime)]
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
