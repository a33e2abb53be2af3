use toggle_runtime::feature_toggle;

#[feature_toggle("new-checkout", else = 1, crate = platfrom::toggle_runtime)]
fn checkout() -> u8 {
    2
}

fn main() {
    let _ = checkout();
}
