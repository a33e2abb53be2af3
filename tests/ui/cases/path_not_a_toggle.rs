use toggle_runtime::feature_toggle;

static NEW_PRICE: &str = "new-price";

#[feature_toggle(NEW_PRICE, else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
