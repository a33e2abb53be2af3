//! Gates and checks inside of others.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle("x", else = {
    if enabled!("a") {
        call("a in else");
    }
    if enabled!("x") { call("never") } else { call("always") }
})]
fn gates_stay() -> i64 {
    #[feature_toggle("a")]
    {
        call("a");
        #[feature_toggle("b", else = call("not b"))]
        call("b");
    }
    #[feature_toggle("x")]
    call("x in x");
    1
}

#[feature_toggle]
fn several() -> i64 {
    #[feature_toggle("a")]
    {
        #[feature_toggle("x")]
        {
            #[feature_toggle("b")]
            {
                call("a, x and b");
            }
            call("a and x");
        }
        call("a");
    }
    #[feature_toggle("a", else = {
        if enabled!("x") { call("x but not a"); } else { call("neither a nor x"); }
    })]
    {
        #[feature_toggle("x", else = call("a but not x"))]
        call("a and x again");
    }
    if enabled!("a") {
        if enabled!("x") {
            let inner = if enabled!("b") { 1 } else { 2 };
            call(inner);
        } else if enabled!("b") {
            call("a and b but not x");
        }
    }
    match call("match") {
        #[feature_toggle("a")]
        1..1000 => {
            #[feature_toggle("x")]
            call("x in an arm");
            if enabled!(any("x", "b")) { call("x or b") } else { 0 }
        }
        _ => if enabled!("x") { if enabled!("b") { 3 } else { 4 } } else { 5 },
    }
}

#[feature_toggle]
fn both_on_one() {
    #[feature_toggle("a", else = call("not a"))]
    #[feature_toggle("x", else = call("a without x"))]
    call("a with x");
    #[feature_toggle("x", else = call("not x"))]
    #[feature_toggle("a", else = call("x without a"))]
    call("x with a");
}

fn functions() {
    #[feature_toggle("x", else = call("old inner function"))]
    fn inner() -> i64 {
        call("new inner function")
    }
    inner();
    let closure = || {
        #[feature_toggle("x")]
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
