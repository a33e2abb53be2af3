use toggle_runtime::{Context, feature_toggle};

#[feature_toggle("new-price", for = &context, for = &context, else = 2)]
fn price(context: &Context) -> u8 {
    1
}

fn main() {
    price(&Context::new("ada"));
}
