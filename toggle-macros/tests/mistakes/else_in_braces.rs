use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else { 2 })]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
