use toggle_runtime::feature_toggle;

#[feature_toggle]
fn handle() -> u32 {
    #[feature_toggle("x", else = 1, shadow)]
    let price = 2;
    price
}

fn main() {}
