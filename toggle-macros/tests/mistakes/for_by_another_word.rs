use toggle_runtime::{Context, feature_toggle};

#[feature_toggle("new-price", context = ada, else = 2)]
fn price(ada: &Context) -> u8 {
    1
}

fn main() {
    price(&Context::new("ada"));
}
