use toggle_runtime::{Context, enabled};

fn price() -> u8 {
    if enabled!(for = &Context::new("ada")) { 1 } else { 2 }
}

fn main() {
    price();
}
