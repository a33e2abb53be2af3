//! Gates and checks inside of others.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn gates_stay() -> i64 {
    #[feature_toggle("a")]
    {
        call("a");
        #[feature_toggle("b", else = call("not b"))]
        call("b");
    }
    call("x in x");
    1
}

#[feature_toggle]
fn several() -> i64 {
    #[feature_toggle("a")]
    {
        #[feature_toggle("b")]
        {
            call("a, x and b");
        }
        call("a and x");
        call("a");
    }
    #[feature_toggle("a", else = {
        call("x but not a");
    })]
    {
        call("a and x again");
    }
    if enabled!("a") {
        let inner = if enabled!("b") { 1 } else { 2 };
        call(inner);
    }
    match call("match") {
        #[feature_toggle("a")]
        1..1000 => {
            call("x in an arm");
            call("x or b")
        }
        _ => { if enabled!("b") { 3 } else { 4 } },
    }
}

#[feature_toggle]
fn both_on_one() {
    #[feature_toggle("a", else = call("not a"))]
    call("a with x");
    #[feature_toggle("a", else = call("x without a"))]
    call("x with a");
}

fn functions() {
    fn inner() -> i64 {
        call("new inner function")
    }
    inner();
    let closure = || {
        fn deepest() {
            call("deepest");
        }
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
