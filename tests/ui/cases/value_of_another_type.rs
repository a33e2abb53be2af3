use toggle_runtime::{Toggle, toggle, value};

#[toggle("page-size", default = 20)]
static PAGE_SIZE: Toggle<i64>;

fn size() -> u8 {
    value!(PAGE_SIZE)
}

fn main() {
    size();
}
