use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price() -> Vec<u8> {
    vec![1]
}

fn main() {
    price();
}
