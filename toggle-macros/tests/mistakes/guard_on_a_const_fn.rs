use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = 0, guard)]
const fn price() -> u32 {
    1
}

fn main() {}
