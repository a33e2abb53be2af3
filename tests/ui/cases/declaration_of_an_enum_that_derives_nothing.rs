use toggle_runtime::{Toggle, toggle};

#[derive(Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static TOGGLE: Toggle<Ranking>;

fn main() {
    let _ = TOGGLE.name();
}
