use std::sync::Arc;

use toggle_runtime::{Toggle, toggle};

#[toggle("greeting", default = "\u{1b}[31m")]
static TOGGLE: Toggle<Arc<str>>;

fn main() {
    let _ = TOGGLE.name();
}
