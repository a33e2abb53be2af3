use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    #[variant("bm25")]
    #[variant("okapi")]
    Bm25,
    Neural,
}

fn main() {}
