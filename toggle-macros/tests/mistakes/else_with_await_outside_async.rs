use toggle_runtime::feature_toggle;

async fn legacy_price() -> u8 {
    2
}

#[feature_toggle("new-price", else = legacy_price().await)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
