use toggle_runtime::{Toggle, toggle};

#[toggle("new-price", expiry = "2027-03-01")]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
