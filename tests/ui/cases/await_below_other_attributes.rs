use async_recursion::async_recursion;
use toggle_runtime::{Context, feature_toggle};

async fn old(n: u8) -> u8 {
    n
}

async fn context() -> Context {
    Context::new("ada")
}

#[async_recursion]
#[feature_toggle("new-sum", else = old(n).await)]
async fn recursive(n: u8) -> u8 {
    if n == 0 { 0 } else { recursive(n - 1).await }
}

#[async_recursion]
#[feature_toggle("new-sum", for = &context().await, else = Some(old(n).await).unwrap(), guard)]
async fn guarded(n: u8) -> u8 {
    if n == 0 { 0 } else { guarded(n - 1).await }
}

#[tokio::main(flavor = "current_thread")]
#[feature_toggle("new-main", else = { old(1).await; })]
async fn main() {
    recursive(1).await;
    guarded(1).await;
    inside().await;
}

#[feature_toggle]
async fn inside() {
    let sum = || {
        #[feature_toggle("new-sum", else = old(1).await)]
        let sum = 1;
        sum
    };
    sum();
}
