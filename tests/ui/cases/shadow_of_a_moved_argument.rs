use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = old(names), shadow)]
fn count(names: Vec<String>) -> usize {
    names.into_iter().count()
}

fn old(names: Vec<String>) -> usize {
    names.len()
}

fn main() {}
