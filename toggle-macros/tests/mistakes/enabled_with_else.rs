use toggle_runtime::enabled;

fn price() -> u8 {
    if enabled!("new-price", else = 2) { 1 } else { 2 }
}

fn main() {
    price();
}
