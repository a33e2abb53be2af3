use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = std::iter::once(1), guard)]
fn prices() -> impl Iterator<Item = u32> {
    std::iter::once(2)
}

fn main() {}
