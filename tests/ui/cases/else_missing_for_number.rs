use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price() -> i32 {
    1
}

fn main() {
    price();
}
