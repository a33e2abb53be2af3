use toggle_runtime::toggle_test;

#[toggle_test("fast-path", "new-checkout", "fast-path")]
fn totals() {}

fn main() {}
