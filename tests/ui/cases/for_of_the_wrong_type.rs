use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", for = user, else = 2)]
fn price(user: &str) -> u8 {
    1
}

fn main() {
    price("ada");
}
