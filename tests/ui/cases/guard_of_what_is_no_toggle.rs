use toggle_runtime::feature_toggle;

const X: bool = true;

#[feature_toggle(X, else = 0, guard)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
