use toggle_runtime::feature_toggle;

#[derive(PartialEq)]
struct Price(u32);

#[feature_toggle("x", else = Price(1), shadow)]
fn price() -> Price {
    Price(2)
}

fn main() {}
