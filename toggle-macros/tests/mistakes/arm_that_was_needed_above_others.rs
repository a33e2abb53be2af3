use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(reduced: bool) -> u8 {
    match reduced {
        #[feature_toggle("new-price")]
        true => 1,
        false => 2,
    }
}

fn main() {
    price(true);
}
