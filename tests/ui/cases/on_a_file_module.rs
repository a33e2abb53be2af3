use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
#[path = "modules/price.rs"]
mod price;

fn main() {
    price::price();
}
