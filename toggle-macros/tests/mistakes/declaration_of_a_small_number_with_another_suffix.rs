use toggle_runtime::{Toggle, toggle};

#[toggle("retries", default = 3u16)]
static RETRIES: Toggle<u8>;

fn main() {}
