use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", default = 20u8)]
static TOGGLE: Toggle<i64>;

fn main() {
    let _ = TOGGLE.name();
}
