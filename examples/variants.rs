//! Toggles with other values than on and off: variants, a number and a string.
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

/// The order of the results: `TOGGLE_SEARCH_RANKING=neural` selects another one.
#[toggle("search-ranking", default = Ranking::Bm25, kind = experiment)]
static RANKING: Toggle<Ranking>;

/// The number of results on a page. A configuration with 1000 is reported as a mistake and changes nothing.
#[toggle("page-size", default = 20, range = 1..=100, kind = ops)]
static PAGE_SIZE: Toggle<i64>;

#[toggle("greeting", default = "Good morning")]
static GREETING: Toggle<Arc<str>>;

fn main() -> Result<(), toggle_runtime::Error> {
    // The compiler rejects this match if the enum has a variant that the match does not handle.
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
