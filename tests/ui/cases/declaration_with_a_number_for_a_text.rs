use std::sync::Arc;

use toggle_runtime::{Toggle, toggle};

#[toggle("greeting", default = 20)]
static TOGGLE: Toggle<Arc<str>>;

fn main() {
    let _ = TOGGLE.name();
}
