use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle("new-price", for = base, else = 2)]
    let price = base;
    price
}

fn main() {
    price(1);
}
