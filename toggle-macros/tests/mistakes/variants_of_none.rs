use toggle_runtime::Variants;

#[derive(Variants, Clone, Copy)]
enum Ranking {}

fn main() {}
