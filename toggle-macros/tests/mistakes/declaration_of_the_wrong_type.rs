use toggle_runtime::toggle;

#[toggle("new-price")]
static NEW_PRICE: bool;

fn main() {
    let _ = NEW_PRICE;
}
