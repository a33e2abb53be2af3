use serde::Deserialize;
use toggle_runtime::{Structured, Toggle, enabled, toggle};

#[derive(Structured, Deserialize, Default)]
struct Limits {
    burst: u32,
}

#[toggle("limits")]
static LIMITS: Toggle<Limits>;

fn main() {
    let _ = enabled!(LIMITS) || LIMITS.get().burst > 1;
}
