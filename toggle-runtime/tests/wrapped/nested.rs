//! Shadowed functions that call themselves: the calls inside one way stay in that way.

use std::{
    cell::RefCell,
    future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use toggle_runtime::{Scope, ShadowReport, feature_toggle, scope};

type Ran = RefCell<Vec<&'static str>>;

fn shadow(toggles: &[&'static str]) -> Scope {
    toggles.iter().fold(scope(), |scope, toggle| scope.set(*toggle, "shadow"))
}

fn report(toggle: &str) -> ShadowReport {
    let status = toggle_runtime::toggles().find(|status| status.name == toggle).expect("it is used here");
    status.shadow.unwrap_or_default()
}

fn count(ran: &Ran, way: &str) -> usize {
    ran.borrow().iter().filter(|ran| **ran == way).count()
}

#[feature_toggle("nested-sum", else = old_sum(n, ran), shadow)]
fn sum(n: u32, ran: &Ran) -> u32 {
    ran.borrow_mut().push("new");
    if n == 0 { 0 } else { n + sum(n - 1, ran) }
}

fn old_sum(n: u32, ran: &Ran) -> u32 {
    ran.borrow_mut().push("old");
    if n == 0 { 0 } else { sum(n - 1, ran) + n }
}

#[test]
fn each_way_calls_itself() {
    let ran = Ran::default();
    for _ in 0..2 {
        assert_eq!(shadow(&["nested-sum"]).run(|| sum(20, &ran)), 210);
    }
    let ran = ran.into_inner();
    let (new, old) = (["new"; 21], ["old"; 21]);
    let (first, second) = if ran[0] == "new" { (new, old) } else { (old, new) };
    assert_eq!(ran, [first, second, second, first].concat());
    assert_eq!(report("nested-sum").matches, 2, "nothing else is compared");
}

#[feature_toggle("nested-even", else = n == 0 || is_odd(n - 1, ran), shadow)]
fn is_even(n: u32, ran: &Ran) -> bool {
    ran.borrow_mut().push("even");
    n == 0 || is_odd(n - 1, ran)
}

#[feature_toggle("nested-odd", else = n != 0 && is_even(n - 1, ran), shadow)]
fn is_odd(n: u32, ran: &Ran) -> bool {
    ran.borrow_mut().push("odd");
    n != 0 && is_even(n - 1, ran)
}

#[test]
fn mutually_recursive_calls_keep_their_way() {
    let ran = Ran::default();
    assert!(shadow(&["nested-even", "nested-odd"]).run(|| is_even(40, &ran)));
    // Each has two ways, which makes four combinations, and two of these have the new way of each function.
    assert_eq!((count(&ran, "even"), count(&ran, "odd")), (1 + 2 * 20, 2 * 20));
    assert_eq!((report("nested-even").matches, report("nested-odd").matches), (1, 2));
}

#[feature_toggle("nested-panic", else = n, shadow)]
fn panicking(n: u32) -> u32 {
    if n == 0 { panic!("the code's own") } else { panicking(n - 1) }
}

#[test]
fn a_panic_leaves_the_way() {
    for _ in 0..2 {
        assert_eq!(shadow(&["nested-panic"]).run(|| panicking(3)), 3);
    }
    assert_eq!(report("nested-panic").panics, 2);
}

#[feature_toggle("nested-wait", else = old_waiting(n, ran).await, shadow)]
async fn waiting(n: u32, ran: &Ran) -> u32 {
    ran.borrow_mut().push("new");
    pause().await;
    if n == 0 { 0 } else { n + boxed(n - 1, ran).await }
}

async fn old_waiting(n: u32, ran: &Ran) -> u32 {
    ran.borrow_mut().push("old");
    pause().await;
    if n == 0 { 0 } else { boxed(n - 1, ran).await + n }
}

fn boxed(n: u32, ran: &Ran) -> Pin<Box<dyn Future<Output = u32> + '_>> {
    Box::pin(waiting(n, ran))
}

/// Waits once.
async fn pause() {
    let mut waited = false;
    future::poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[test]
fn interleaved_future_ways_call_only_themselves() {
    let (one, other) = (Ran::default(), Ran::default());
    let scope = shadow(&["nested-wait"]);
    let mut calls = [&one, &other].map(|ran| (Box::pin(scope.run_async(waiting(9, ran))), None));
    // Each goes on while the other one waits inside one of its ways.
    while calls.iter().any(|(_, value)| value.is_none()) {
        for (call, value) in calls.iter_mut().filter(|(_, value)| value.is_none()) {
            if let Poll::Ready(ready) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                *value = Some(ready);
            }
        }
    }
    for (ran, (_, value)) in [&one, &other].into_iter().zip(&calls) {
        assert_eq!(*value, Some(45));
        assert_eq!((count(ran, "new"), count(ran, "old")), (10, 10));
    }
    assert_eq!(report("nested-wait").matches, 2);
}
