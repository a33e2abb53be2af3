use toggle_runtime::Variants;

#[derive(Variants)]
enum Ranking {
    Bm25,
    Neural,
}

fn main() {}
