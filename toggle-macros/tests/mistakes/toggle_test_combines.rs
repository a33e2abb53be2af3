use toggle_runtime::toggle_test;

#[toggle_test(all("fast-path", "new-checkout"))]
fn totals() {}

fn main() {}
