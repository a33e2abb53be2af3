use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle("new-price", else = base + 1)]
    return base;
}

#[feature_toggle]
fn price_of_a_call(base: u8) -> u8 {
    #[feature_toggle("new-price", else = price(base))]
    return base;
}

#[feature_toggle]
fn price_that_is_returned(base: u8) -> u8 {
    #[feature_toggle("new-price", else = return price(base))]
    return base;
}

fn main() {
    price_of_a_call(1);
    price_that_is_returned(1);
}
