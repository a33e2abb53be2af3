use std::sync::Arc;

use toggle_runtime::{Toggle, toggle};

#[toggle("greeting", default = "hello", range = 1..=100)]
static TOGGLE: Toggle<Arc<str>>;

fn main() {
    let _ = TOGGLE.name();
}
