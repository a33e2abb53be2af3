use toggle_runtime::{Toggle, toggle};

#[toggle("new-price")]
static mut NEW_PRICE: Toggle;

fn main() {
    let _ = &raw const NEW_PRICE;
}
