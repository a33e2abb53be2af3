use toggle_runtime::{Toggle, feature_toggle};

#[feature_toggle]
fn price(new_price: &Toggle) -> u8 {
    #[feature_toggle(new_price, else = 2)]
    let price = 1;
    price
}

fn main() {
    let _ = price;
}
