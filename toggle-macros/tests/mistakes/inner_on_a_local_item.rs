use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle("new-price")]
    const PRICE: u8 = 1;
    base + PRICE
}

fn main() {
    price(1);
}
