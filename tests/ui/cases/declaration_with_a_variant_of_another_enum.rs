use toggle_runtime::{Toggle, Variants, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[derive(Variants, Clone, Copy)]
enum Other {
    Bm25,
}

#[toggle("ranking", default = Other::Bm25)]
static TOGGLE: Toggle<Ranking>;

fn main() {
    let _ = TOGGLE.name();
}
