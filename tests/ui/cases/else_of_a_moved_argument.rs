use toggle_runtime::feature_toggle;

fn take(cart: String) -> usize {
    cart.len()
}

fn legacy(len: usize, _cart: String) -> usize {
    len
}

#[feature_toggle("new-price", else = legacy(take(cart), cart))]
fn price(cart: String) -> usize {
    cart.len()
}

fn main() {
    price(String::new());
}
