use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
struct Ranking;

fn main() {}
