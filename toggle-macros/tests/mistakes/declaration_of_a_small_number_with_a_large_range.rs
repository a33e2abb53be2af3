use toggle_runtime::{Toggle, toggle};

#[toggle("retries", default = 3, range = 1..=256)]
static RETRIES: Toggle<u8>;

fn main() {}
