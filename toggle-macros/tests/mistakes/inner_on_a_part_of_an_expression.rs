use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    let price = 1 + {
        #[feature_toggle("new-price", else = 2)]
        base
    };
    let sum = #[feature_toggle("new-price")]
    price;
    sum
}

fn main() {
    price(1);
}
