use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, shadow, compare = u32::eq, compare = u32::ne)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
