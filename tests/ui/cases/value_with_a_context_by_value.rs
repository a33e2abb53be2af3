use toggle_runtime::{Context, Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    assert_eq!(value!(PAGE_SIZE, for = Context::new("ada")), 20);
}
