use toggle_runtime::feature_toggle;

fn new_price() -> bool {
    true
}

#[feature_toggle(new_price, else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
