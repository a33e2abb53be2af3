use toggle_runtime::feature_toggle;

struct Shop {
    name: String,
}

#[feature_toggle]
fn name(shop: &Shop) -> usize {
    #[feature_toggle("new-name", else = String::new())]
    let ref name = shop.name;
    name.len()
}

fn main() {
    name(&Shop { name: String::new() });
}
