use toggle_runtime::feature_toggle;

fn main() {
    let price = #[feature_toggle("new-price", else = 2)]
    || 1;
    let _: u8 = price();
}
