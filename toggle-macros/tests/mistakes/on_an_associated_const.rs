use toggle_runtime::feature_toggle;

struct Shop;

impl Shop {
    #[feature_toggle("new-price")]
    const PRICE: u8 = 1;
}

fn main() {
    let _ = Shop::PRICE;
}
