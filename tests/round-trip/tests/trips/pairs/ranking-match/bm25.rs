//! A `match` that selects by a variant.

use toggle_runtime::{feature_toggle, value};

use crate::prelude::*;

fn order(count: i64) -> i64 {
    call("by words")
}

fn rest() -> &'static str {
    "words"
}

fn in_places(count: i64) -> i64 {
    let chosen = count;
    loud("other statement").value();
    match Ranking::Bm25 {
        Ranking::Neural if count > 1 => drop(call("guarded")),
        Ranking::Neural => drop(call("not guarded")),
        _ => {}
    }
    take(2 * 2);
    let local = loud("local");
    local.value()
}

fn elsewhere() {
    take(Ranking::Bm25);
    if Ranking::Bm25 == Ranking::Neural {
        call("is neural");
    }
    if let Ranking::Bm25 = Ranking::Bm25 {
        call("is bm25");
    }
    take(matches!(Ranking::Bm25, Ranking::Neural));
    let ranking = Ranking::Bm25;
    take(ranking);
}

#[feature_toggle]
fn gated() {
    #[feature_toggle("a")]
    { drop(call("gated bm25")) }
    #[feature_toggle("b")]
    { 0 };
}

pub fn run() {
    gated();
    for count in 0..3 {
        take(order(count));
        take(rest());
        take(in_places(count));
    }
    elsewhere();
}
