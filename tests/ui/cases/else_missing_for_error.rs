use toggle_runtime::feature_toggle;

#[derive(Debug)]
struct Unavailable;

#[feature_toggle("new-price")]
fn price() -> Result<u8, Unavailable> {
    Ok(1)
}

fn main() {
    let _ = price();
}
