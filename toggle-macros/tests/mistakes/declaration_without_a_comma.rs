use toggle_runtime::{Toggle, toggle};

#[toggle("new-checkout" default = on)]
static NEW_CHECKOUT: Toggle;

fn main() {
    let _ = NEW_CHECKOUT.name();
}
