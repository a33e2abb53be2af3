use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8, #[feature_toggle("discounts")] discount: u8) -> u8 {
    base + discount
}

fn main() {
    price(1, 2);
}
