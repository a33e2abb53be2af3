use toggle_runtime::feature_toggle;

fn legacy_price() -> u8 {
    2
}

#[feature_toggle("new-price", else = legasy_price())]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
