use toggle_runtime::feature_toggle;

#[feature_toggle("x", else = value, shadow)]
fn same<T: Copy>(value: T) -> T {
    value
}

fn main() {}
