//! Toggles that are more than on and off: one of several ways, a number, a text.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::sync::Arc;

use toggle_runtime::{Toggle, Variants, toggle, value};

#[derive(Variants, Debug, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
    #[variant("vector-search")]
    Vectors,
}

/// How results are ordered: `TOGGLE_SEARCH_RANKING=neural` tries another way.
#[toggle("search-ranking", default = Ranking::Bm25, kind = experiment)]
static RANKING: Toggle<Ranking>;

/// How many results there are on a page. A configuration that asks for 1000 is told of its mistake, and changes nothing.
#[toggle("page-size", default = 20, range = 1..=100, kind = ops)]
static PAGE_SIZE: Toggle<i64>;

#[toggle("greeting", default = "Good morning")]
static GREETING: Toggle<Arc<str>>;

fn main() -> Result<(), toggle_runtime::Error> {
    // A variant that is added to the enum has to be handled here before this compiles.
    let order = match value!(RANKING) {
        Ranking::Bm25 => "by words",
        Ranking::Neural => "by meaning",
        Ranking::Vectors => "by distance",
    };
    println!("{}! {} results, ordered {order}", value!(GREETING), value!(PAGE_SIZE));

    toggle_runtime::set(&RANKING, Ranking::Vectors)?;
    let ranking = value!(RANKING);
    println!("{ranking:?}, which configurations call `{}`", ranking.name());
    println!("all there are: {}", Ranking::NAMES.join(", "));
    Ok(())
}
