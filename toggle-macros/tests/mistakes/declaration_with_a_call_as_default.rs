use toggle_runtime::{Toggle, Variants, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::default())]
static TOGGLE: Toggle<Ranking>;

fn main() {
    let _ = TOGGLE.name();
}
