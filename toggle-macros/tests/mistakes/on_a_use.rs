use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
use std::cmp::max;

fn main() {
    max(1, 2);
}
