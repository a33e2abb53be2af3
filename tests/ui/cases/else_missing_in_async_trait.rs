use async_trait::async_trait;
use toggle_runtime::feature_toggle;

#[async_trait]
trait Shop {
    #[feature_toggle("new-price")]
    async fn price(&self) -> u8 {
        1
    }
}

#[async_trait]
impl Shop for u8 {}

fn main() {
    drop(1.price());
}
