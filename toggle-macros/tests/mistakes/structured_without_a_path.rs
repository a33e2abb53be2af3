use serde::Deserialize;
use toggle_runtime::{Structured, Toggle, toggle};

#[derive(Structured, Deserialize, Default)]
#[structured]
struct Limits {
    burst: u32,
}

#[toggle("limits")]
static LIMITS: Toggle<Limits>;

fn main() {
    let _ = LIMITS.get().burst;
}
