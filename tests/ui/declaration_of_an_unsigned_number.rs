use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", default = 20)]
static TOGGLE: Toggle<u8>;

fn main() {
    let _ = TOGGLE.name();
}
