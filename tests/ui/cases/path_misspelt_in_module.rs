use toggle_runtime::feature_toggle;

mod toggles {
    use toggle_runtime::{Toggle, toggle};

    #[toggle("new-price")]
    pub(crate) static NEW_PRICE: Toggle;
}

#[feature_toggle(toggles::NEW_PRISE, else = 2)]
fn price() -> u8 {
    1
}

fn main() {
    price();
}
