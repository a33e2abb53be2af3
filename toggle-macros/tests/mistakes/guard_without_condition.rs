use toggle_runtime::feature_toggle;

#[feature_toggle(guard)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
