//! Checks in conditions, operands and values.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn conditions(count: i64) -> i64 {
    return call("returned early");
    if count > 0 && false && count < 2 {
        call("one");
    }
    if call("left") > 0 {
        call("or");
    }
    if call("left of and") > 0 {
        call("and not");
    } else {
        call("else of and not");
    }
    if count == 0 {
        call("zero");
    } else {
        call("else");
    }
    if count == 0 {
        call("zero again");
    } else {
        call("last else if");
    }
    if count == 1 {
        call("second of a chain");
    } else {
        call("third of a chain");
    }
    if enabled!("b") {
        call("mixed");
    }
    count
}

fn values(count: i64) -> i64 {
    let is_on = false;
    let both = false;
    let either = count > 0;
    let effect = call("effect") > 0 && false;
    let compared = false == (count > 0);
    take((is_on, both, either, effect, compared));
    take({ count - 1 });
    take(0 * 2);
    take(i64::from(false));
    println_of(format!("{} {count}", false));
    call("the other value")
}

fn println_of(text: String) {
    call(text);
}

fn loops() {
    let mut count = 0;
    while count < 8 {
        count += 1;
    }
    let mut turns = 0;
    take((count, turns));
}

fn closures() {
    let new = |count: i64| count;
    take(new(1));
    let found: Vec<i64> = (0..4).filter(|count| true).collect();
    take(found);
}

fn last_of_a_block(count: i64) -> i64 {
    let first = count;
    {
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
