use toggle_runtime::{value};

static PAGE_SIZE: i64 = 20;

fn main() {
    assert_eq!(value!(PAGE_SIZE), 20);
}
