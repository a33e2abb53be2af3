//! A `match` that selects by a variant.

use toggle_runtime::{feature_toggle, value};

use crate::prelude::*;

fn order(count: i64) -> i64 {
    let model = loud("model");
    model.value() + count
}

fn rest() -> &'static str {
    "meaning"
}

fn in_places(count: i64) -> i64 {
    let chosen = loud("chosen").value();
    call("statement");
    match Ranking::Neural {
        Ranking::Neural if count > 1 => drop(call("guarded")),
        Ranking::Neural => drop(call("not guarded")),
        _ => {}
    }
    take({ count + 1 } * 2);
    let local = loud("local");
    loud("temporary").value() + local.value()
}

fn elsewhere() {
    take(Ranking::Neural);
    if Ranking::Neural == Ranking::Neural {
        call("is neural");
    }
    if let Ranking::Bm25 = Ranking::Neural {
        call("is bm25");
    }
    take(matches!(Ranking::Neural, Ranking::Neural));
    let ranking = Ranking::Neural;
    take(ranking);
}

#[feature_toggle]
fn gated() {
    #[feature_toggle("a")]
    {
        call("gated one");
        call("gated two");
    }
    #[feature_toggle("b")]
    { call("with a semicolon") };
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
