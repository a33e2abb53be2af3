use toggle_runtime::{Toggle, feature_toggle, toggle};

#[toggle("new-price")]
static NEW_PRICE: Toggle;

#[feature_toggle(NEW_PRISE, else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
