//! Checks in conditions, operands and values.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn conditions(count: i64) -> i64 {
    call("first");
    if count > 0 {
        call("not early");
    }
    if count > 0 {
        call("positive");
    }
    if count > 0 && count < 2 {
        call("one");
    }
    if call("left") > 0 || true {
        call("or");
    }
    if call("left of and") > 0 && false {
        call("and not");
    } else {
        call("else of and not");
    }
    if count == 0 {
        call("zero");
    } else {
        call("else if");
    }
    if count == 0 {
        call("zero again");
    }
    call("head of a chain");
    if enabled!("a") {
        call("mixed");
    }
    count
}

fn values(count: i64) -> i64 {
    let is_on = true;
    let both = count > 0;
    let either = count > 0 || true;
    let effect = call("effect") > 0;
    let compared = true == (count > 0);
    take((is_on, both, either, effect, compared));
    take({ count + 1 });
    take(count * 2);
    take(i64::from(true));
    println_of(format!("{} {count}", true));
    count
}

fn println_of(text: String) {
    call(text);
}

fn loops() {
    let mut count = 0;
    loop {
        count += 1;
        if count > 3 {
            break;
        }
    }
    while count < 6 {
        count += 1;
    }
    while count < 8 && false {
        count += 1;
    }
    let mut turns = 0;
    'outer: loop {
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
    let new = |count: i64| { count + 1 };
    take(new(1));
    let found: Vec<i64> = (0..4).filter(|count| count % 2 == 0).collect();
    take(found);
}

fn last_of_a_block(count: i64) -> i64 {
    let first = count;
    {
        let second = loud("second");
        second.value() + first
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
