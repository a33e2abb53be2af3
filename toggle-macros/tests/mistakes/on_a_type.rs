use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
type Price = u8;

fn main() {
    let _: Price = 1;
}
