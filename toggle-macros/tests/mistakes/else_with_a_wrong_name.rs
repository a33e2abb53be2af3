use std::cmp::max;

use toggle_runtime::feature_toggle;

#[feature_toggle("new price", else = max(base, 2))]
fn price(base: u8) -> impl Into<u64> {
    1
}

fn main() {
    price(1);
}
