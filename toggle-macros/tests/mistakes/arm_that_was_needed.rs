use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    match base {
        0 => 1,
        #[feature_toggle("new-price")]
        _ => base,
    }
}

fn main() {
    price(1);
}
