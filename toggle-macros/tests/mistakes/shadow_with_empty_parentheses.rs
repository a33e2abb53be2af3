use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, shadow())]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
