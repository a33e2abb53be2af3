use toggle_runtime::{Context, Toggle, Variants, feature_toggle, toggle};

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

#[feature_toggle(not(RANKING), for = &Context::new("ada"), else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
