#![deny(unused_must_use, deprecated)]

use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
#[must_use]
fn price() -> Option<u8> {
    Some(1)
}

#[feature_toggle("new-price")]
#[deprecated]
async fn old_price() -> Result<u8, Box<dyn std::error::Error>> {
    Ok(1)
}

fn main() {
    price();
    old_price();
}
