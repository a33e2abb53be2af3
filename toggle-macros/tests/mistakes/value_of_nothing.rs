use toggle_runtime::{value};

fn main() {
    let size: i64 = value!();
    assert_eq!(size, 20);
}
