use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    #[variant("best match")]
    Bm25,
    Neural,
}

fn main() {}
