//! Temporaries in every place where an `if` may lose its braces: they are dropped at the same time.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn statement() {
    loud("old statement").same();
    call("after a statement");
}

fn argument() {
    take(({ loud("old argument").value() }, call("next")));
    call("after an argument");
}

fn scrutinee() {
    match { loud("old scrutinee").value() } {
        0 => call("zero"),
        _ => call("arm"),
    };
    if let 1.. = { loud("old if let").value() } {
        call("then");
    }
    for turn in { 0..loud("old for").value().min(1) } {
        call(turn);
    }
}

fn binding() {
    let value = loud("old binding").value();
    call(value);
    let pair = (0, call("second of the pair"));
    take(pair);
}

fn operand() -> bool {
    ({ loud("old operand").value() }) > call("right operand")
}

fn receiver() -> i64 {
    ({ loud("old receiver").value() }).max(call("maximum"))
}

fn last() -> i64 {
    let local = loud("local");
    loud("old last").value()
}

fn only() -> i64 {
    loud("old only").value()
}

fn last_of_an_inner_block() -> i64 {
    let outer = loud("outer");
    let value = {
        let inner = loud("inner");
        loud("old inner").value()
    };
    value + outer.value()
}

fn last_unit() {
    let local = loud("local of a unit");
    drop(loud("old unit"));
}

fn last_match() -> i64 {
    let local = loud("local of a match");
    match local.value() {
        0 => 0,
        _ => { loud("old arm").value() },
    }
}

fn function() -> i64 {
    loud("else of a function").value()
}

fn gated_last() -> i64 {
    let local = loud("local of a gate");
    loud("old gated").value() + local.value()
}

fn gated_last_expression() -> i64 {
    let local = loud("local of an expression");
    loud("old expression").value() + local.value()
}

fn gated_binding() {
    let value = loud("old value").value();
    call(value);
    let extended = &loud("old extended");
    extended.value();
}

fn closure() -> i64 {
    let local = loud("local of a closure");
    let inside = || { local.value() };
    inside() + call("after the closure")
}

fn condition() {
    if loud("left of a condition").value() > 0 && false {
        call("then of a condition");
    } else {
        call("else of a condition");
    }
    match call("scrutinee") {
        1.. if loud("in a guard").value() > 0 && false => call("guarded arm"),
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
