use toggle_runtime::feature_toggle;

struct Price {
    euros: u8,
}

#[feature_toggle]
fn price(base: u8) -> u8 {
    let price = Price {
        #[feature_toggle("new-price")]
        euros: base,
    };
    price.euros
}

fn main() {
    price(1);
}
