use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking<const N: usize> {
    Bm25,
    Neural,
}

fn main() {}
