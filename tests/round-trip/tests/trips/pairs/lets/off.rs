//! Gates on `let`, and `let` with a folded `if`.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn gated() -> i64 {
    let price: i64 = 20;
    let value = { let old = loud("old"); old.value() };
    let (by, count) = ("scan", old(&price));
    take(by);
    let Some(found) = ({ (count > 1).then_some(2) }) else { return call("nothing found") };
    let Some(more) = Some(3) else {
        return 0;
    };
    price + value + count + more
}

fn old(price: &i64) -> i64 {
    call("old");
    *price
}

fn folded() -> i64 {
    let plain = loud("old").value();
    let block = {
        call("first");
        call("second")
    };
    let chained = if plain > 1000 { 1 } else { call("not chained") };
    let first = if block > 1000 { 2 } else { 3 };
    let added = 2 + 5;
    let negated = -2;
    let list = [0, 2];
    let long = vec![3];
    let unit = {};
    take(unit);
    plain + block + chained + first + added + negated + list[0] + long[0]
}

fn lives() {
    let kept = "old";
    let _ = loud("old not kept");
    let _guard: Option<Loud> = None;
    call(kept);
}

pub fn run() {
    take(gated());
    take(folded());
    lives();
}
