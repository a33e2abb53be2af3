use toggle_runtime::{Toggle, toggle};

#[toggle("boost", default = 1)]
static TOGGLE: Toggle<f64>;

fn main() {
    let _ = TOGGLE.name();
}
