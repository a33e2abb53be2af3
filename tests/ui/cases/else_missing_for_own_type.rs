use toggle_runtime::feature_toggle;

struct Price;

#[feature_toggle("new-price")]
fn price() -> Price {
    Price
}

fn main() {
    price();
}
