use std::cmp::max;

use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else = max(base, 2))]
const fn price(base: u8) -> u8 {
    1
}

fn main() {
    price(1);
}
