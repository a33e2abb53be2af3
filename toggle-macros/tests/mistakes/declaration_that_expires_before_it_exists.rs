use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", since = "2027-03-01", expires = "2026-11-23")]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
