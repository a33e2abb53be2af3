use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, guard)]
fn price() -> u32 {
    "new"
}

fn main() {}
