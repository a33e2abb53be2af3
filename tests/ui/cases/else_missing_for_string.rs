use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
async fn price() -> String {
    String::new()
}

fn main() {
    drop(price());
}
