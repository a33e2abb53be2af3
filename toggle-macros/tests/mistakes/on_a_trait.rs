use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
trait Priced {
    fn price(&self) -> Option<u8> {
        Some(1)
    }
}

impl Priced for u8 {}

fn main() {
    1_u8.price();
}
