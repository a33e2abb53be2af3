use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", default = 9_223_372_036_854_775_808)]
static TOGGLE: Toggle<i64>;

fn main() {
    let _ = TOGGLE.name();
}
