use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    struct Price {
        #[feature_toggle("new-price")]
        euros: u8,
    }
    Price { euros: base }.euros
}

fn main() {
    price(1);
}
