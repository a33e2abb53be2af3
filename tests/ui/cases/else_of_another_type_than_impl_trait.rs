use toggle_runtime::feature_toggle;

#[feature_toggle("new-page", else = 404_u16)]
fn page(name: &str) -> impl ToString {
    format!("hello {name}")
}

fn main() {
    page("ada").to_string();
}
