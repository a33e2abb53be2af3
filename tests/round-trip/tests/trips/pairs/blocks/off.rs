//! Gates on blocks: with names, values, labels, jumps and comments.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn plain() {
    call("before");
    call("after");
}

fn with_a_name() -> i64 {
    let value = 1;
    let kept = loud("kept");
    value + kept.value() + helper()
}

fn helper() -> i64 {
    call("outer helper")
}

fn with_else() {
    call("old one"); call("old two");
    old();
    {
        let first = loud("first of old");
        first.value();
    }
    call("end");
}

fn old() {
    call("old");
}

fn last_value() -> i64 {
    20
}

fn last_unit() {
    call("first");
}

fn labelled() -> i64 {
    let mut count = 0;
    'outer: loop {
        count += 1;
        if count > 4 {
            break;
        }
    }
    count
}

fn returns() -> i64 {
    call("late")
}

fn unsafely() {
    for _ in 0..2 { call("old turn"); }
}

fn empty() {
    call("after an empty block");
}

pub fn run() {
    plain();
    take(with_a_name());
    with_else();
    take(last_value());
    last_unit();
    take(labelled());
    take(returns());
    unsafely();
    empty();
}
