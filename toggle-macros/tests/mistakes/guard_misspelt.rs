use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 1, gaurd)]
fn price() -> u32 {
    2
}

fn main() {}
