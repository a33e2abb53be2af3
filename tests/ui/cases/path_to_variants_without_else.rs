use toggle_runtime::{Toggle, Variants, feature_toggle, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

#[feature_toggle(RANKING)]
fn price() -> Option<u8> {
    Some(1)
}

fn main() {
    price();
}
