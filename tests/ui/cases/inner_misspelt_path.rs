use toggle_runtime::feature_toggle;

#[toggle_runtime::toggle("new-price")]
static NEW_PRICE: toggle_runtime::Toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    #[feature_toggle(NEW_PRISE, else = 2)]
    let price = base;
    price
}

fn main() {
    price(1);
}
