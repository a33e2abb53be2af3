use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", expires = 2026-02-28)]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
