use toggle_runtime::toggle_test;

#[toggle_test("fast-path")]
struct Totals;

fn main() {
    let _ = Totals;
}
