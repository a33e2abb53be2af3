use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", description = "Prices in euros.")]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
