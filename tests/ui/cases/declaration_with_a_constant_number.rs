use toggle_runtime::{Toggle, toggle};

const SIZE: i64 = 20;

#[toggle("page-size", default = SIZE)]
static TOGGLE: Toggle<i64>;

fn main() {
    let _ = TOGGLE.name();
}
