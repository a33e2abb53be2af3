//! Gates on `let`, and `let` with a folded `if`.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle]
fn gated() -> i64 {
    #[feature_toggle("x", else = 20)]
    let price: i64 = 10;
    #[feature_toggle("x", else = { let old = loud("old"); old.value() })]
    let value = loud("new").value();
    #[feature_toggle("x", else = ("scan", old(&price)))]
    let (by, count) = ("index", price + 1);
    take(by);
    #[feature_toggle(X, else = { (count > 1).then_some(2) })]
    let Some(found) = (count > 100).then_some(1) else { return call("nothing found") };
    #[feature_toggle(X, else = Some(3))]
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
    let plain = if enabled!("x") { loud("new").value() } else { loud("old").value() };
    let block = if enabled!("x") {
        let inner = loud("inner");
        inner.value()
    } else {
        call("first");
        call("second")
    };
    let chained = if plain > 1000 { 1 } else if enabled!("x") { call("chained") } else { call("not chained") };
    let first = if enabled!("x") { 1 } else if block > 1000 { 2 } else { 3 };
    let added = if enabled!("x") { 1 } else { 2 } + 5;
    let negated = -if enabled!("x") { 1 } else { 2 };
    let list = [if enabled!("x") { call("in a list") } else { 0 }, 2];
    let long = if enabled!(X) {
        vec![
            1,
            2,
        ]
    } else {
        vec![3]
    };
    let unit = if enabled!("x") { call("unit"); };
    take(unit);
    plain + block + chained + first + added + negated + list[0] + long[0]
}

fn lives() {
    let kept = if enabled!("x") { loud("new kept").same().0 } else { "old" };
    let _ = if enabled!("x") { loud("not kept") } else { loud("old not kept") };
    let _guard: Option<Loud> = if enabled!("x") { Some(loud("guard")) } else { None };
    call(kept);
}

pub fn run() {
    take(gated());
    take(folded());
    lives();
}
