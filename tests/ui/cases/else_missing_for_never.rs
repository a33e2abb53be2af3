use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price() -> ! {
    loop {}
}

fn main() {
    price();
}
