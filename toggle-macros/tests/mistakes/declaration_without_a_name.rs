use toggle_runtime::{Toggle, toggle};

#[toggle(kind = release)]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
