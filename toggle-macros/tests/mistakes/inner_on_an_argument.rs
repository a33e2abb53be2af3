use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    base.max(
        #[feature_toggle("new-price")]
        2,
    )
}

fn main() {
    price(1);
}
