use toggle_runtime::feature_toggle;

trait Priced {
    #[feature_toggle("new-price")]
    fn price(&self) -> Option<u8>;
}

impl Priced for u8 {
    fn price(&self) -> Option<u8> {
        Some(*self)
    }
}

fn main() {
    1_u8.price();
}
