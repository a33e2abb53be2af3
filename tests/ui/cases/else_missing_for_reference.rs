use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price(cart: &str) -> &str {
    cart
}

fn main() {
    price("");
}
