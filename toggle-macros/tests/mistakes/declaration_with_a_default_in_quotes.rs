use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", default = "on")]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
