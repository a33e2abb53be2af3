use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
unsafe extern "C" {
    safe fn abs(number: i32) -> i32;
}

fn main() {
    abs(1);
}
