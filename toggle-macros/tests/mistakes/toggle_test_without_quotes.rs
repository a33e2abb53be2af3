use toggle_runtime::toggle_test;

#[toggle_test(new-checkout)]
fn totals() {
    helper();
}

fn helper() {}

fn main() {}
