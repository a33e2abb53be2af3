use toggle_runtime::feature_toggle;

#[feature_toggle(NEW_PRICE.is_enabled(), else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
