use toggle_runtime::{Toggle, toggle};

#[toggle("new-price")]
static NEW_PRICE: Toggle;

fn main() {
    if NEW_PRICE {
        println!("new");
    }
}
