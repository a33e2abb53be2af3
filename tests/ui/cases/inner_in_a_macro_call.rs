use toggle_runtime::feature_toggle;

#[feature_toggle]
fn prices() -> Vec<u8> {
    vec![{
        #[feature_toggle("new-price", else = 2)]
        let price = 1;
        price
    }]
}

fn main() {
    prices();
}
