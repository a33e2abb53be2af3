use toggle_runtime::toggle;

#[toggle("new-price")]
fn new_price() {}

fn main() {
    new_price();
}
