use toggle_runtime::{Toggle, feature_toggle, toggle};

#[toggle("new-price")]
static NEW_PRICE: Toggle;

#[feature_toggle(NEW_PRISE)]
fn price() -> Option<u8> {
    Some(1)
}

fn main() {
    price();
}
