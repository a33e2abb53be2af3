//! Checks in conditions, operands and values.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn conditions(count: i64) -> i64 {
    if enabled!("x") {
        call("first");
    }
    if !enabled!("x") {
        return call("returned early");
    } else if count > 0 {
        call("not early");
    }
    if (enabled!(X)) && count > 0 {
        call("positive");
    }
    if count > 0 && is_enabled("x") && count < 2 {
        call("one");
    }
    if call("left") > 0 || X.is_enabled() {
        call("or");
    }
    if call("left of and") > 0 && !X.is_enabled() {
        call("and not");
    } else {
        call("else of and not");
    }
    if count == 0 {
        call("zero");
    } else if enabled!("x") {
        call("else if");
    } else {
        call("else");
    }
    if count == 0 {
        call("zero again");
    } else if !enabled!("x") {
        call("last else if");
    }
    if enabled!("x") {
        call("head of a chain");
    } else if count == 1 {
        call("second of a chain");
    } else {
        call("third of a chain");
    }
    if enabled!("x") && enabled!("a") || enabled!("b") && !enabled!("x") {
        call("mixed");
    }
    count
}

fn values(count: i64) -> i64 {
    let is_on = enabled!("x");
    let both = enabled!("x") && count > 0;
    let either = count > 0 || X.is_enabled();
    let effect = call("effect") > 0 && enabled!("x");
    let compared = enabled!("x") == (count > 0);
    take((is_on, both, either, effect, compared));
    take(if enabled!("x") { count + 1 } else { count - 1 });
    take(if enabled!("x") { count } else { 0 } * 2);
    take(i64::from(enabled!("x")));
    println_of(format!("{} {count}", enabled!("x")));
    if enabled!("x") { count } else { call("the other value") }
}

fn println_of(text: String) {
    call(text);
}

fn loops() {
    let mut count = 0;
    while enabled!("x") {
        count += 1;
        if count > 3 {
            break;
        }
    }
    while enabled!("x") && count < 6 {
        count += 1;
    }
    while count < 8 && !enabled!(X) {
        count += 1;
    }
    let mut turns = 0;
    'outer: while enabled!("x") {
        loop {
            turns += 1;
            if turns % 2 == 0 {
                continue 'outer;
            }
            if turns > 5 {
                break 'outer;
            }
        }
    }
    take((count, turns));
}

fn closures() {
    let new = |count: i64| if enabled!("x") { count + 1 } else { count };
    take(new(1));
    let found: Vec<i64> = (0..4).filter(|count| !enabled!("x") || count % 2 == 0).collect();
    take(found);
}

fn last_of_a_block(count: i64) -> i64 {
    let first = count;
    if enabled!("x") {
        let second = loud("second");
        second.value() + first
    } else {
        call("other end");
        first
    }
}

pub fn run() {
    for count in 0..3 {
        take(conditions(count));
        take(values(count));
        take(last_of_a_block(count));
    }
    loops();
    closures();
}
