use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

#[toggle("new price", kind = relase, owner = "", since = "2026-02-30", until = "2027-01-01")]
static NEW_PRICE: Toggle;

#[feature_toggle(all("new price", not(), both("read-only")), esle = 2, for = &context, for = &context)]
fn price() -> u8 {
    #[feature_toggle("2nd-price", else = 3)]
    let price = 1;
    #[feature_toggle(nto("audit"))]
    {
        audit();
    }
    match price {
        #[feature_toggle("gift", else = 4)]
        0 => 1,
        _ => price,
    }
}

fn audit() -> bool {
    enabled!("audit", "log", else = 1)
}

fn main() {
    price();
    let _ = NEW_PRICE.name();
}
