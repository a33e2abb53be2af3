//! Gates on statements: calls, assignments, macro calls, and values at the end of a block.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn several() -> i64 {
    let mut sum = 1;
    sum -= 10;
    call("old");
    { call("old one"); sum *= 3; };
    assert!(sum < 0, "{sum}");
    assert!(sum < 0);
    match sum { 0 => call("zero"), _ => call("other") };
    sum
}

fn drops() {
    let first = loud("first");
    let second = loud("second");
    drop(second);
    call("after the drop");
    loud("old temporary");
    call("end");
}

fn last_call() -> i64 {
    call("first");
    loud("old last").value()
}

fn early(fails: bool) -> Result<i64, String> {
    refuse(!fails)?;
    Ok(call("fine"))
}

fn refuse(fails: bool) -> Result<(), String> {
    if fails { Err("refused".to_owned()) } else { Ok(()) }
}

async fn awaits() {
    later(1).await;
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
