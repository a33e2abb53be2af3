use toggle_runtime::feature_toggle;

#[feature_toggle(all("x", "y"), else = 0, guard)]
fn price(n: u32) -> u32 {
    n
}

fn main() {}
