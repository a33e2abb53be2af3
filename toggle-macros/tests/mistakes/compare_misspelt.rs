use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 1, shadow, comapre = u32::eq)]
fn price() -> u32 {
    2
}

fn main() {}
