use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, guard, failures = is_zero)]
fn price(n: u32) -> u32 {
    n
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

fn main() {}
