use toggle_runtime::feature_toggle;

#[feature_toggle]
fn price(base: u8) -> u8 {
    match base {
        #[feature_toggle("new-price", else = 2)]
        0 => 1,
        _ => base,
    }
}

fn main() {
    price(1);
}
