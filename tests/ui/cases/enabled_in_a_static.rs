use toggle_runtime::enabled;

static NEW_PRICE: bool = enabled!("new-price");

fn main() {
    let _ = NEW_PRICE;
}
