use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
