use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else = 2)]
fn price() {
    println!("1");
}

fn main() {
    price();
}
