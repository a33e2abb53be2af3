use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
#[variant("ranking")]
enum Ranking {
    Bm25,
    Neural,
}

fn main() {}
