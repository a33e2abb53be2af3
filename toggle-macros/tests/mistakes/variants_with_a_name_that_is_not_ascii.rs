use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {
    Nächste,
    Neural,
}

fn main() {}
