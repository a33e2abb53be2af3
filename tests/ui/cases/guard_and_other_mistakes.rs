use toggle_runtime::feature_toggle;

#[feature_toggle(any("x", "y"), guard = 1, ignore = 2, shadow)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
