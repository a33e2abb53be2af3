use toggle_runtime::enabled;

static NEW_PRICE: bool = true;

fn price() -> u8 {
    if enabled!(NEW_PRICE) { 1 } else { 2 }
}

fn main() {
    price();
}
