use toggle_runtime::{Toggle, feature_toggle};

struct Shop;

impl Shop {
    const NEW_PRICE: Toggle = panic!();

    #[feature_toggle(Self::NEW_PRICE, else = 2)]
    fn price() -> u8 {
        1
    }
}

fn main() {
    Shop::price();
}
