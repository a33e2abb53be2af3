use toggle_runtime::feature_toggle;

#[feature_toggle("new-page")]
async fn page(name: String) -> impl ToString {
    name
}

fn main() {
    drop(page(String::new()));
}
