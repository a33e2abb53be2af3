use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Bm25,
    #[variant("bm25")]
    Okapi,
}

fn main() {}
