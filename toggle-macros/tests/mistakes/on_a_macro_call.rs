use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
thread_local! {
    static PRICE: u8 = const { 1 };
}

fn main() {
    PRICE.with(|price| *price);
}
