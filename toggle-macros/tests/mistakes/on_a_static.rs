use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
static PRICE: u8 = 1;

fn main() {
    let _ = PRICE;
}
