use toggle_runtime::{Toggle, Variants, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static TOGGLE: Toggle;

fn main() {
    let _ = TOGGLE.name();
}
