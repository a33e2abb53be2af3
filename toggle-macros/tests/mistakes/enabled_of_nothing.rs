use toggle_runtime::enabled;

fn price() -> u8 {
    if enabled!() { 1 } else { 2 }
}

fn main() {
    price();
}
