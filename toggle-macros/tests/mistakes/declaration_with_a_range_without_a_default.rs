use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", range = 1..=100)]
static TOGGLE: Toggle<i64>;

fn main() {
    let _ = TOGGLE.name();
}
