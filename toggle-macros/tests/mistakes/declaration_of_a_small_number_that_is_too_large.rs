use toggle_runtime::{Toggle, toggle};

#[toggle("retries", default = 256)]
static RETRIES: Toggle<u8>;

fn main() {}
