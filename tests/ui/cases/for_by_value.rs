use toggle_runtime::{Context, feature_toggle};

#[feature_toggle("new-price", for = Context::new("ada"), else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
