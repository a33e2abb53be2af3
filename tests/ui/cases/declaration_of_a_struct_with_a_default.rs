use serde::Deserialize;
use toggle_runtime::{Structured, Toggle, toggle};

#[derive(Structured, Deserialize, Default)]
struct Limits {
    burst: u32,
}

impl Limits {
    const SMALL: Self = Self { burst: 1 };
}

#[toggle("limits", default = Limits::SMALL)]
static LIMITS: Toggle<Limits>;

#[toggle("more-limits", default = 5)]
static MORE_LIMITS: Toggle<Limits>;

fn main() {
    let _ = LIMITS.get().burst + MORE_LIMITS.get().burst;
}
