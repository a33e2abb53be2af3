use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", since = "23-11-2026")]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
