use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = names.len(), shadow)]
async fn count(names: Vec<String>) -> usize {
    names.into_iter().count()
}

fn main() {}
