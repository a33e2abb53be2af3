#![deny(unused_variables)]

use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else = 2)]
fn price(unused: u8) -> u8 {
    1
}

fn main() {
    price(1);
}
