use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else =)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
