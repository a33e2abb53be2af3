use serde::Deserialize;
use toggle_runtime::{Structured, Toggle, toggle, value};

#[derive(Structured, Deserialize, Default)]
struct Limits {
    enabled: bool,
    burst: u32,
}

#[toggle("limits")]
static LIMITS: Toggle<Limits>;

fn main() {
    let limits = value!(LIMITS);
    let _ = (limits.enabled, limits.burst);
}
