use toggle_runtime::feature_toggle;

fn price(base: u8) -> u8 {
    #[feature_toggle("new-price", else = 2)]
    let price = base;
    #[feature_toggle("audit-log")]
    {
        drop(price);
    }
    match price {
        #[feature_toggle("gift")]
        0 => 1,
        _ => price,
    }
}

fn main() {
    price(1);
}
