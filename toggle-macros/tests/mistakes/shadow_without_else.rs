use toggle_runtime::feature_toggle;

#[feature_toggle("x", shadow)]
fn price(n: u32) -> Option<u32> {
    Some(n)
}

fn main() {}
