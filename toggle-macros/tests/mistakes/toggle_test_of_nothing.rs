use toggle_runtime::toggle_test;

#[toggle_test]
fn totals() {}

fn main() {}
