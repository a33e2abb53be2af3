//! Gates and checks inside of others.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn gates_stay() -> i64 {
    if enabled!("a") {
        call("a in else");
    }
    call("always")
}

#[feature_toggle]
fn several() -> i64 {
    #[feature_toggle("a")]
    {
        call("a");
    }
    #[feature_toggle("a", else = {
        call("neither a nor x");
    })]
    {
        call("a but not x");
    }
    if enabled!("a") {
        if enabled!("b") {
            call("a and b but not x");
        }
    }
    match call("match") {
        #[feature_toggle("a")]
        1..1000 => {
            if enabled!("b") { call("x or b") } else { 0 }
        }
        _ => 5,
    }
}

#[feature_toggle]
fn both_on_one() {
    #[feature_toggle("a", else = call("not a"))]
    call("a without x");
    call("not x");
}

fn functions() {
    fn inner() -> i64 {
        call("old inner function")
    }
    inner();
    let closure = || {
        fn deepest() {}
        deepest();
    };
    closure();
}

pub fn run() {
    take(gates_stay());
    take(several());
    both_on_one();
    functions();
}
