use toggle_runtime::feature_toggle;

unsafe extern "C" {
    #[feature_toggle("new-price")]
    safe fn abs(number: i32) -> i32;
}

fn main() {
    abs(1);
}
