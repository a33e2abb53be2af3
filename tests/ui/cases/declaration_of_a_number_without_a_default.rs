use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", kind = ops)]
static TOGGLE: Toggle<i64>;

fn main() {
    let _ = TOGGLE.name();
}
