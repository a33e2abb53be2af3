use std::time::Duration;

use toggle_runtime::{Toggle, toggle};

#[toggle("timeout", default = "250ms", range = "1s"..)]
static TIMEOUT: Toggle<Duration>;

fn main() {}
