use toggle_runtime::{Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    assert_eq!(value!(PAGE_SIZE, PAGE_SIZE), 20);
}
