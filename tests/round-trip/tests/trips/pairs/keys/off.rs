//! The keys of a gate go with it.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn guarded() -> i64 {
    call("old guarded")
}

fn shadowed() -> i64 {
    pure(2)
}

fn pure(value: i64) -> i64 {
    value * 2
}

fn judged() -> Result<i64, &'static str> {
    Err("old")
}

fn for_ann() -> i64 {
    call("not for ann")
}

fn by_crate() -> i64 {
    0
}

fn marked() -> i64 {
    call("not outside")
}

pub fn run() {
    take(guarded());
    take(shadowed());
    take(judged());
    take(for_ann());
    take(by_crate());
    take(marked());
}
