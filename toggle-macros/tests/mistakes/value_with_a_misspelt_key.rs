use toggle_runtime::{Context, Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn main() {
    assert_eq!(value!(PAGE_SIZE, fro = &Context::new("ada")), 20);
}
