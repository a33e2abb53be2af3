use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle("no-price")]
    panic!("no price for {base}");
}

fn main() {
    price(1);
}
