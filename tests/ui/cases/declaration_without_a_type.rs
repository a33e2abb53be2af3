use toggle_runtime::{Toggle, toggle};

#[toggle("new-price")]
static NEW_PRICE;

fn main() {
    let _ = NEW_PRICE.name();
}
