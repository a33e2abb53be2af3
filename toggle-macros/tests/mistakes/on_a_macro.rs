use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
macro_rules! price {
    () => {
        1
    };
}

fn main() {
    let _ = price!();
}
