use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    BM25,
    Bm25,
}

fn main() {}
