use toggle_runtime::{Toggle, Variants, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

fn main() {
    match RANKING.get() {
        Ranking::Bm25 => {}
    }
}
