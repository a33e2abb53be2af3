use std::time::Duration;

use toggle_runtime::{Toggle, toggle};

#[toggle("timeout", default = "250ms", range = 1..=10)]
static TIMEOUT: Toggle<Duration>;

fn main() {}
