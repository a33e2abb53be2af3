use toggle_runtime::{Toggle, toggle};

#[toggle("boost", default = 0.5, range = 0..=1.0)]
static TOGGLE: Toggle<f64>;

fn main() {
    let _ = TOGGLE.name();
}
