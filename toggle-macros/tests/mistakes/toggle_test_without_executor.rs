use toggle_runtime::toggle_test;

#[toggle_test("fast-path")]
async fn totals() {}

fn main() {}
