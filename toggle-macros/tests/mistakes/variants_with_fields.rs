use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    Neural { model: u8 },
}

fn main() {}
