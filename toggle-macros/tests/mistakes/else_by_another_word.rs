use old::legacy_price;
use toggle_runtime::feature_toggle;

mod old {
    pub fn legacy_price(base: u8) -> u8 {
        base
    }
}

#[feature_toggle("new-price", otherwise = legacy_price(base))]
fn price(base: u8) -> u8 {
    1
}

fn main() {
    price(1);
}
