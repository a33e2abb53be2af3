//! Gates on blocks: with names, values, labels, jumps and comments.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn plain() {
    call("before");
    // This comment is about the block.
    #[feature_toggle("x")]
    {
        // Inside.
        call("one");

        call("two");
    }
    call("after");
}

#[feature_toggle]
fn with_a_name() -> i64 {
    let value = 1;
    #[feature_toggle("x")]
    {
        let value = loud("inner");
        value.value();
    }
    let kept = loud("kept");
    #[feature_toggle("x")]
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

#[feature_toggle]
fn with_else() {
    #[feature_toggle("x", else = { call("old one"); call("old two"); })]
    {
        call("new");
    }
    #[feature_toggle(X, else = old())]
    {
        let guard = loud("guard");
        guard.value();
    }
    #[feature_toggle("x", else = {
        let first = loud("first of old");
        first.value();
    })]
    {
        call("new again");
    }
    call("end");
}

fn old() {
    call("old");
}

#[feature_toggle]
fn last_value() -> i64 {
    #[feature_toggle("x", else = 20)]
    {
        call("new last");
        10
    }
}

#[feature_toggle]
fn last_unit() {
    call("first");
    #[feature_toggle("x")]
    {
        call("last unit");
    }
}

#[feature_toggle]
fn labelled() -> i64 {
    let mut count = 0;
    'outer: loop {
        count += 1;
        #[feature_toggle("x")]
        {
            if count > 2 {
                break 'outer;
            }
        }
        #[feature_toggle("x")]
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

#[feature_toggle]
fn returns() -> i64 {
    #[feature_toggle("x")]
    {
        return call("early");
    }
    call("late")
}

#[feature_toggle]
fn unsafely() {
    #[feature_toggle("x")]
    unsafe {
        call("unsafe");
    }
    #[feature_toggle("x")]
    loop {
        call("once");
        break;
    }
    #[feature_toggle("x", else = for _ in 0..2 { call("old turn"); })]
    for turn in 0..2 {
        call(format!("turn {turn}"));
    }
}

#[feature_toggle]
fn empty() {
    #[feature_toggle("x")]
    {}
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
