use std::time::Duration;

use toggle_runtime::{Toggle, toggle};

#[toggle("timeout", default = "250 millis")]
static TIMEOUT: Toggle<Duration>;

fn main() {}
