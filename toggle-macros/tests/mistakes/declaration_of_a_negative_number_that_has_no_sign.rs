use toggle_runtime::{Toggle, toggle};

#[toggle("retries", default = -1)]
static RETRIES: Toggle<u32>;

fn main() {}
