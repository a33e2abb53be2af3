//! Attributes that make a function synchronous: an `else` can await if `#[feature_toggle]` stands above them. Gates
//! inside the function work above and below them.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::future::ready;

use async_recursion::async_recursion;
use toggle_runtime::{Context, enabled, feature_toggle, scope};

#[feature_toggle("order", else = ready(n).await)]
#[async_recursion]
async fn recursive(n: u8) -> u8 {
    #[feature_toggle("order-inner", else = ready(100).await)]
    let one = ready(1).await;
    if n == 0 { 0 } else { recursive(n - 1).await + one }
}

#[async_recursion]
#[feature_toggle]
async fn marked_below(n: u8) -> u8 {
    #[feature_toggle("order", for = ready(&Context::new("ada")).await, else = ready(2).await)]
    let one = ready(1).await;
    if n == 0 { 0 } else { marked_below(n - 1).await + one }
}

#[feature_toggle("order", else = ready(n).await, guard)]
#[feature_toggle("order-inner", else = ready(9).await, shadow)]
#[async_recursion]
async fn watched(n: u8) -> u8 {
    if n == 0 { 0 } else { watched(n - 1).await + 10 }
}

#[feature_toggle("order", else = ready(2).await)]
#[tokio::main(flavor = "current_thread")]
async fn above_main() -> u8 {
    ready(1).await
}

#[tokio::main(flavor = "current_thread")]
#[feature_toggle]
async fn marked_below_main() -> u8 {
    #[feature_toggle("order", else = ready(2).await)]
    let number = ready(1).await;
    number
}

#[tokio::main(flavor = "current_thread")]
#[feature_toggle("order", else = 2, guard)]
async fn below_main() -> u8 {
    ready(1).await
}

// In a function boxed by hand, each `.await` is inside a separate `async` block.
#[feature_toggle("order", else = Box::pin(async { ready(2).await }))]
fn boxed() -> std::pin::Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(async { ready(1).await })
}

#[test]
fn else_awaits_above_other_attributes() {
    let all = || {
        let recursive = pollster::block_on(async { [recursive(3).await, marked_below(3).await, watched(3).await] });
        (recursive, [above_main(), marked_below_main(), below_main(), pollster::block_on(boxed())])
    };
    let on = scope().set("order", true).set("order-inner", true);
    assert_eq!(on.run(all), ([3, 3, 30], [1, 1, 1, 1]));
    assert_eq!(all(), ([3, 6, 3], [2, 2, 2, 2]));
}

#[feature_toggle("order-of-tests", else = assert!(!ready(enabled!("order-of-tests")).await))]
#[tokio::test]
async fn tokio_test_stands_below() {
    unreachable!("the toggle is off");
}
