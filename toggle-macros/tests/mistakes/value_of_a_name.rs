use toggle_runtime::{Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    let size: i64 = value!("page-size");
    assert_eq!(size, PAGE_SIZE.get());
}
