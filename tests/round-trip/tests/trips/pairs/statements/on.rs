//! Gates on statements: calls, assignments, macro calls, and values at the end of a block.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn several() -> i64 {
    let mut sum = 1;
    call("one");
    sum += 10;
    call("new");
    sum *= 2;
    assert!(sum > 0);
    if sum > 0 {
        call("positive");
    } else {
        call("negative");
    }
    match sum {
        1 => drop(call("one")),
        _ => drop(call("many")),
    }
    sum
}

fn drops() {
    let first = loud("first");
    let second = loud("second");
    drop(first);
    call("after the drop");
    loud("temporary");
    loud("new temporary");
    call("end");
}

fn last_call() -> i64 {
    call("first");
    loud("new last").value()
}

fn early(fails: bool) -> Result<i64, String> {
    refuse(fails)?;
    Ok(call("fine"))
}

fn refuse(fails: bool) -> Result<(), String> {
    if fails { Err("refused".to_owned()) } else { Ok(()) }
}

async fn awaits() {
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
