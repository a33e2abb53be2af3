#[toggle_runtime::toggle_test("new-checkout")]
fn totals(number: u8) {
    assert!(number > 0);
}

fn main() {}
