use toggle_runtime::{Context, feature_toggle};

#[feature_toggle(for = context)]
fn price(context: &Context) -> u8 {
    1
}

fn main() {
    price(&Context::new("ada"));
}
