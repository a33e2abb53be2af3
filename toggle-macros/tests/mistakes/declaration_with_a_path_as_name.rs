use toggle_runtime::{Toggle, toggle};

#[toggle(NEW_PRICE)]
static NEW_PRICE: Toggle;

fn main() {
    let _ = NEW_PRICE.name();
}
