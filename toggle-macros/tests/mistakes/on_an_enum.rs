use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
enum Price {
    Free,
}

fn main() {
    let _ = Price::Free;
}
