use toggle_runtime::feature_toggle;

#[feature_toggle("new-price")]
fn price() -> impl Future<Output = ()> {
    async {}
}

fn main() {
    drop(price());
}
