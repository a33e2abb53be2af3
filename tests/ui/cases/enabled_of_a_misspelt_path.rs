use toggle_runtime::{Toggle, enabled, toggle};

#[toggle("new-price")]
static NEW_PRICE: Toggle;

fn price() -> u8 {
    if enabled!(NEW_PRISE) { 1 } else { 2 }
}

fn main() {
    price();
}
