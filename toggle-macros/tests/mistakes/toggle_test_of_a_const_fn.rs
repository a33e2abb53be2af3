use toggle_runtime::toggle_test;

#[toggle_test("x")]
const fn it_works() {}

fn main() {}
