//! Toggles that are more than on and off: one of several ways, a number, a text.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::sync::Arc;

use toggle_runtime::{Toggle, Variants, toggle};

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
    let order = match RANKING.get() {
        Ranking::Bm25 => "by words",
        Ranking::Neural => "by meaning",
        Ranking::Vectors => "by distance",
    };
    println!("{}! {} results, ordered {order}", GREETING.get(), PAGE_SIZE.get());

    toggle_runtime::set(&RANKING, Ranking::Vectors)?;
    println!("{:?}, which configurations call `{}`", RANKING.get(), RANKING.get().name());
    println!("all there are: {}", Ranking::NAMES.join(", "));
    Ok(())
}
