//! Temporaries in every place where an `if` may lose its braces: they are dropped at the same time.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn statement() {
    if enabled!("x") {
        loud("new statement").same();
    } else {
        loud("old statement").same();
    }
    call("after a statement");
}

fn argument() {
    take((if enabled!("x") { loud("new argument").value() } else { loud("old argument").value() }, call("next")));
    call("after an argument");
}

fn scrutinee() {
    match if enabled!("x") { loud("new scrutinee").value() } else { loud("old scrutinee").value() } {
        0 => call("zero"),
        _ => call("arm"),
    };
    if let 1.. = if enabled!("x") { loud("new if let").value() } else { loud("old if let").value() } {
        call("then");
    }
    for turn in if enabled!("x") { 0..loud("new for").value().min(1) } else { 0..loud("old for").value().min(1) } {
        call(turn);
    }
}

fn binding() {
    let value = if enabled!("x") { loud("new binding").value() } else { loud("old binding").value() };
    call(value);
    let pair = (if enabled!("x") { loud("in a pair").value() } else { 0 }, call("second of the pair"));
    take(pair);
}

fn operand() -> bool {
    (if enabled!("x") { loud("new operand").value() } else { loud("old operand").value() }) > call("right operand")
}

fn receiver() -> i64 {
    (if enabled!("x") { loud("new receiver").value() } else { loud("old receiver").value() }).max(call("maximum"))
}

fn last() -> i64 {
    let local = loud("local");
    if enabled!("x") { loud("new last").value() + local.value() } else { loud("old last").value() }
}

fn only() -> i64 {
    if enabled!("x") { loud("new only").value() } else { loud("old only").value() }
}

fn last_of_an_inner_block() -> i64 {
    let outer = loud("outer");
    let value = {
        let inner = loud("inner");
        if enabled!("x") { loud("new inner").value() + inner.value() } else { loud("old inner").value() }
    };
    value + outer.value()
}

fn last_unit() {
    let local = loud("local of a unit");
    if enabled!("x") {
        loud("first").value();
        let _ = loud("second").value() + local.value();
    } else {
        drop(loud("old unit"));
    }
}

fn last_match() -> i64 {
    let local = loud("local of a match");
    match local.value() {
        0 => 0,
        _ => if enabled!("x") { loud("new arm").value() } else { loud("old arm").value() },
    }
}

#[feature_toggle("x", else = loud("else of a function").value())]
fn function() -> i64 {
    loud("body of a function").value()
}

#[feature_toggle]
fn gated_last() -> i64 {
    let local = loud("local of a gate");
    #[feature_toggle("x", else = loud("old gated").value() + local.value())]
    {
        loud("new gated").value() + local.value()
    }
}

#[feature_toggle]
fn gated_last_expression() -> i64 {
    let local = loud("local of an expression");
    #[feature_toggle("x", else = loud("old expression").value() + local.value())]
    loud("new expression").value()
}

#[feature_toggle]
fn gated_binding() {
    #[feature_toggle("x", else = loud("old value").value())]
    let value = loud("new value").value();
    call(value);
    #[feature_toggle("x", else = &loud("old extended"))]
    let extended = &loud("new extended");
    extended.value();
}

fn closure() -> i64 {
    let local = loud("local of a closure");
    let inside = || if enabled!("x") { loud("in a closure").value() } else { local.value() };
    inside() + call("after the closure")
}

fn condition() {
    if loud("left of a condition").value() > 0 && enabled!("x") {
        call("then of a condition");
    } else {
        call("else of a condition");
    }
    if enabled!("x") && loud("right of a condition").value() > 0 {
        call("then of another condition");
    }
    match call("scrutinee") {
        1.. if loud("in a guard").value() > 0 && enabled!("x") => call("guarded arm"),
        _ => call("other arm"),
    };
}

pub fn run() {
    statement();
    argument();
    scrutinee();
    binding();
    take(operand());
    take(receiver());
    take(last());
    take(only());
    take(last_of_an_inner_block());
    last_unit();
    take(last_match());
    take(function());
    take(gated_last());
    take(gated_last_expression());
    gated_binding();
    take(closure());
    condition();
}
