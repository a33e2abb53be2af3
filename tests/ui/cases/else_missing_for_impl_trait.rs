use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price() -> impl Iterator<Item = u8> {
    [1].into_iter()
}

fn main() {
    price().next();
}
