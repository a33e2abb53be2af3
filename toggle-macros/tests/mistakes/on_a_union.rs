use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
union Price {
    euros: u8,
}

fn main() {
    let _ = Price { euros: 1 };
}
