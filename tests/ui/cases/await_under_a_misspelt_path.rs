use toggle_runtime::{Toggle, feature_toggle, toggle};

#[toggle("new-price")]
static NEW_PRICE: Toggle;

async fn old_price() -> u32 {
    1
}

#[feature_toggle(NEW_PRISE, else = old_price().await)]
async fn price() -> u32 {
    old_price().await + 1
}

fn main() {
    drop(price());
}
