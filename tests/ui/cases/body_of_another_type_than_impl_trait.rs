use toggle_runtime::feature_toggle;

#[feature_toggle("new-page", else = 404)]
fn page() -> impl ToString {
    200;
}

fn main() {
    page().to_string();
}
