use toggle_runtime::enabled;

fn price(name: &str) -> u8 {
    if enabled!(name) { 1 } else { 2 }
}

fn main() {
    price("new-price");
}
