use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
extern crate std as standard;

fn main() {
    let _ = standard::cmp::max(1, 2);
}
