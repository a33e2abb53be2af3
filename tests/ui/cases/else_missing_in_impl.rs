use toggle_runtime::feature_toggle;

struct Shop;

#[feature_toggle("new-price")]
impl Shop {
    fn name(&self) -> Option<&str> {
        None
    }

    fn price(&self) -> u8 {
        1
    }

    fn discount(&self) -> f64 {
        0.5
    }
}

fn main() {
    Shop.name();
    Shop.price();
    Shop.discount();
}
