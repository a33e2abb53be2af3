//! Functions whose return type the compiler infers from the body: what it looks at must not move.
#![deny(warnings)]

use toggle_runtime::{feature_toggle, scope};

#[feature_toggle("inferred", else = unreachable!())]
fn closure() -> impl Fn(u64) -> u64 {
    |x| x.wrapping_add(1)
}

#[feature_toggle("inferred", else = unreachable!())]
fn any_lifetime() -> impl for<'a> Fn(&'a str) -> &'a str {
    |x| x
}

#[feature_toggle("inferred", else = panic!("it is {}", "off"))]
async fn asynchronous() -> impl for<'a> Fn(&'a str) -> &'a str {
    std::future::ready(()).await;
    |x| x
}

#[feature_toggle("inferred", else = std::process::abort())]
fn asynchronous_closure() -> impl AsyncFn(String) -> usize {
    async |s| s.len()
}

#[feature_toggle("inferred", else = vec![1].into_iter())]
fn iterator(from: u32) -> impl Iterator<Item = u32> {
    let numbers = [from, from + 1];
    Vec::from(numbers).into_iter()
}

#[feature_toggle(any("inferred", "inferred-too"))]
fn nothing() -> Option<impl Fn(u8) -> u8> {
    Some(|x| x)
}

#[test]
fn closures_know_their_arguments() {
    scope().set("inferred", true).run(|| {
        assert_eq!(closure()(1), 2);
        assert_eq!(any_lifetime()("a"), "a");
        assert_eq!(pollster::block_on(asynchronous())("a"), "a");
        assert_eq!(pollster::block_on(asynchronous_closure()("abc".to_owned())), 3);
        assert_eq!(iterator(3).sum::<u32>(), 7);
        assert_eq!(nothing().map(|same| same(5)), Some(5));
    });
    assert_eq!(iterator(3).sum::<u32>(), 1);
    assert!(nothing().is_none());
}
