use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price<T>(value: T) -> T {
    value
}

fn main() {
    price(1);
}
