//! Gates on statements: calls, assignments, macro calls, and values at the end of a block.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn several() -> i64 {
    let mut sum = 1;
    #[feature_toggle("x")]
    call("one");
    #[feature_toggle("x", else = sum -= 10)]
    sum += 10;
    #[feature_toggle(X, else = call("old"))]
    call("new");
    #[feature_toggle("x", else = { call("old one"); sum *= 3; })]
    sum *= 2;
    #[feature_toggle(not("x"))]
    assert!(sum < 0, "{sum}");
    #[feature_toggle("x", else = assert!(sum < 0))]
    assert!(sum > 0);
    #[feature_toggle("x")]
    if sum > 0 {
        call("positive");
    } else {
        call("negative");
    }
    #[feature_toggle("x", else = { match sum { 0 => call("zero"), _ => call("other") }; })]
    match sum {
        1 => drop(call("one")),
        _ => drop(call("many")),
    }
    sum
}

#[feature_toggle]
fn drops() {
    let first = loud("first");
    let second = loud("second");
    #[feature_toggle("x", else = drop(second))]
    drop(first);
    call("after the drop");
    #[feature_toggle("x")]
    loud("temporary");
    #[feature_toggle("x", else = loud("old temporary"))]
    loud("new temporary");
    call("end");
}

#[feature_toggle]
fn last_call() -> i64 {
    call("first");
    #[feature_toggle("x", else = loud("old last").value())]
    loud("new last").value()
}

#[feature_toggle]
fn early(fails: bool) -> Result<i64, String> {
    #[feature_toggle("x", else = refuse(!fails)?)]
    refuse(fails)?;
    Ok(call("fine"))
}

fn refuse(fails: bool) -> Result<(), String> {
    if fails { Err("refused".to_owned()) } else { Ok(()) }
}

#[feature_toggle]
async fn awaits() {
    #[feature_toggle("x", else = later(1).await)]
    later(2).await;
}

async fn later(count: i64) {
    call(format!("later {count}"));
}

pub fn run() {
    take(several());
    drops();
    take(last_call());
    take(early(true));
    take(early(false));
    block_on(awaits());
}
