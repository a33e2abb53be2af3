use toggle_runtime::{Toggle, toggle};

#[toggle(name = "new-checkout")]
static NEW_CHECKOUT: Toggle;

fn main() {
    let _ = NEW_CHECKOUT.name();
}
