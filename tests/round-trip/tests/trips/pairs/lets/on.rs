//! Gates on `let`, and `let` with a folded `if`.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn gated() -> i64 {
    let price: i64 = 10;
    let value = loud("new").value();
    let (by, count) = ("index", price + 1);
    take(by);
    let Some(found) = (count > 100).then_some(1) else { return call("nothing found") };
    let Some(more) = Some(found) else {
        return 0;
    };
    price + value + count + more
}

fn old(price: &i64) -> i64 {
    call("old");
    *price
}

fn folded() -> i64 {
    let plain = loud("new").value();
    let block = {
        let inner = loud("inner");
        inner.value()
    };
    let chained = if plain > 1000 { 1 } else { call("chained") };
    let first = 1;
    let added = 1 + 5;
    let negated = -1;
    let list = [{ call("in a list") }, 2];
    let long = vec![
        1,
        2,
    ];
    let unit = { call("unit"); };
    take(unit);
    plain + block + chained + first + added + negated + list[0] + long[0]
}

fn lives() {
    let kept = loud("new kept").same().0;
    let _ = loud("not kept");
    let _guard: Option<Loud> = Some(loud("guard"));
    call(kept);
}

pub fn run() {
    take(gated());
    take(folded());
    lives();
}
