use toggle_runtime::feature_toggle;

#[feature_toggle("x", for = 5, else = 0, shadow)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
