//! Gates on blocks: with names, values, labels, jumps and comments.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn plain() {
    call("before");
    // This comment is about the block.
    // Inside.
    call("one");

    call("two");
    call("after");
}

fn with_a_name() -> i64 {
    let value = 1;
    {
        let value = loud("inner");
        value.value();
    }
    let kept = loud("kept");
    {
        fn helper() -> i64 {
            call("inner helper")
        }
        helper();
    }
    value + kept.value() + helper()
}

fn helper() -> i64 {
    call("outer helper")
}

fn with_else() {
    call("new");
    {
        let guard = loud("guard");
        guard.value();
    }
    call("new again");
    call("end");
}

fn old() {
    call("old");
}

fn last_value() -> i64 {
    {
        call("new last");
        10
    }
}

fn last_unit() {
    call("first");
    call("last unit");
}

fn labelled() -> i64 {
    let mut count = 0;
    'outer: loop {
        count += 1;
        if count > 2 {
            break 'outer;
        }
        'block: {
            if count == 1 {
                break 'block;
            }
            call("not the first");
        }
        if count > 4 {
            break;
        }
    }
    count
}

fn returns() -> i64 {
    return call("early");
    call("late")
}

fn unsafely() {
    unsafe {
        call("unsafe");
    }
    loop {
        call("once");
        break;
    }
    for turn in 0..2 {
        call(format!("turn {turn}"));
    }
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
