use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = format!("{total}"), shadow)]
fn add(mut total: u32) -> String {
    total += 1;
    total.to_string()
}

fn main() {}
