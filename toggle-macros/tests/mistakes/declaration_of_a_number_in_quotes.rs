use toggle_runtime::{Toggle, toggle};

#[toggle("page-size", default = "five", range = 1..=3)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    let _ = PAGE_SIZE.name();
}
