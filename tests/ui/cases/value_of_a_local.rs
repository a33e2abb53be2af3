use toggle_runtime::{Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    let size = &PAGE_SIZE;
    assert_eq!(value!(size), 20);
}
