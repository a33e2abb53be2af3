use toggle_runtime::enabled;

fn price() -> u8 {
    if enabled!("new-price", "read-only") { 1 } else { 2 }
}

fn main() {
    price();
}
