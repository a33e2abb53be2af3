use toggle_runtime::feature_toggle;

struct Shop;

#[feature_toggle("new-price", else = 2)]
impl Shop {
    const fn base() -> u8 {
        1
    }

    fn price(&self) -> u8 {
        Self::base()
    }
}

const BASE: u8 = Shop::base();

fn main() {
    Shop.price();
    let _ = BASE;
}
