//! A `match` that selects by a variant.

use toggle_runtime::{feature_toggle, value};

use crate::prelude::*;

fn order(count: i64) -> i64 {
    match RANKING.get() {
        Ranking::Bm25 => call("by words"),
        Ranking::Neural => {
            let model = loud("model");
            model.value() + count
        }
        Ranking::Hybrid => call("by both"),
    }
}

fn rest() -> &'static str {
    match value!(RANKING) {
        Ranking::Bm25 | Ranking::Hybrid => "words",
        _ => "meaning",
    }
}

fn in_places(count: i64) -> i64 {
    let chosen = match RANKING.get() {
        Ranking::Neural => loud("chosen").value(),
        Ranking::Bm25 => count,
        other => call(format!("{other:?}")),
    };
    match RANKING.get() {
        Ranking::Neural => call("statement"),
        _ => loud("other statement").value(),
    };
    match RANKING.get() {
        Ranking::Neural if count > 1 => drop(call("guarded")),
        Ranking::Neural => drop(call("not guarded")),
        _ => {}
    }
    take(match RANKING.get() { Ranking::Neural => count + 1, Ranking::Bm25 => 2, _ => 3 } * 2);
    let local = loud("local");
    match RANKING.get() {
        Ranking::Neural => loud("temporary").value() + local.value(),
        Ranking::Bm25 => local.value(),
        Ranking::Hybrid => chosen,
    }
}

fn elsewhere() {
    take(RANKING.get());
    if RANKING.get() == Ranking::Neural {
        call("is neural");
    }
    if let Ranking::Bm25 = RANKING.get() {
        call("is bm25");
    }
    take(matches!(RANKING.get(), Ranking::Neural));
    let ranking = value!(RANKING);
    take(ranking);
}

#[feature_toggle]
fn gated() {
    #[feature_toggle("a")]
    match RANKING.get() {
        Ranking::Neural => {
            call("gated one");
            call("gated two");
        }
        Ranking::Bm25 => drop(call("gated bm25")),
        Ranking::Hybrid => {}
    }
    #[feature_toggle("b")]
    match RANKING.get() {
        Ranking::Neural => call("with a semicolon"),
        _ => 0,
    };
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
