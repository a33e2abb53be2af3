use toggle_runtime::{Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

const SIZE: i64 = value!(PAGE_SIZE);

fn main() {
    assert_eq!(SIZE, 20);
}
