use toggle_runtime::enabled;

fn price() -> u8 {
    if enabled!(name = "new-price") { 1 } else { 2 }
}

fn main() {
    price();
}
