//! Guards with `if let` need Rust 1.95, which the tests of other packages do not.

use toggle_runtime::{feature_toggle, scope};

#[feature_toggle]
fn left(count: Option<u8>) -> u8 {
    match count {
        #[feature_toggle("bulk-orders")]
        Some(count) if let Some(left) = count.checked_sub(20) => left,
        #[feature_toggle("bulk-orders")]
        Some(count)
            if let Some(left) = count.checked_sub(10)
                && left == 5 =>
        {
            left * 10
        }
        _ => 100,
    }
}

#[test]
fn if_let_guard_is_checked_after_its_toggle() {
    let all = || [left(Some(21)), left(Some(15)), left(Some(11)), left(None)];
    assert_eq!(scope().set("bulk-orders", true).run(all), [1, 50, 100, 100]);
    assert_eq!(scope().set("bulk-orders", false).run(all), [100; 4]);
}
