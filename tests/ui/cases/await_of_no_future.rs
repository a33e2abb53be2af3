use toggle_runtime::feature_toggle;

#[feature_toggle("new-price", else = 1.await)]
async fn price() -> u32 {
    let old = "2";
    old.await
}

fn main() {
    drop(price());
}
