//! The sizes of guarded and shadowed futures: a future that is held twice at each level soon exceeds any stack.

use std::{future, mem, task::Poll};

use toggle_runtime::{feature_toggle, scope};

/// Holds its array while it waits, which it does once.
async fn leaf(value: u8) -> u64 {
    let held = [value; 100];
    let mut waited = false;
    future::poll_fn(|task| {
        task.waker().wake_by_ref();
        if mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    held.iter().copied().map(u64::from).sum()
}

/// Defines functions that each await the one before.
macro_rules! levels {
    (($($modes:tt)*) $inner:ident $outer:ident $($others:ident)*) => {
        #[feature_toggle("futures", else = u64::from(value), $($modes)*)]
        async fn $outer(value: u8) -> u64 {
            $inner(value).await + 1
        }
        levels!(($($modes)*) $outer $($others)*);
    };
    (($($modes:tt)*) $last:ident) => {};
}

levels!((guard) leaf guarded1 guarded2 guarded3 guarded4);
levels!((shadow) leaf shadowed1 shadowed2 shadowed3 shadowed4);
levels!((shadow, guard) leaf both1 both2 both3 both4);

/// Expects that each level adds the same size, and no more than this limit.
macro_rules! check_sizes {
    ($limit:literal: $($level:ident)*) => {{
        let sizes = [size_of_val(&leaf(1)), $(size_of_val(&$level(1))),*];
        let added: Vec<usize> = sizes.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(added.iter().all(|level| *level == added[0] && *level <= $limit), "{sizes:?}");
    }};
}

#[test]
fn a_guarded_call_adds_the_same_at_each_level() {
    check_sizes!(96: guarded1 guarded2 guarded3 guarded4);
}

#[test]
fn a_shadowed_call_adds_the_same_at_each_level() {
    check_sizes!(160: shadowed1 shadowed2 shadowed3 shadowed4);
}

#[test]
fn call_with_both_modes_adds_same_at_each_level() {
    check_sizes!(280: both1 both2 both3 both4);
}

#[test]
fn they_can_be_sent_if_their_parts_can() {
    fn sendable<T: Send>(_: &T) {}
    sendable(&guarded4(1));
    sendable(&shadowed4(1));
    sendable(&both4(1));
}

#[test]
fn deep_calls_have_room_on_the_stack_of_a_thread() {
    for (state, expected) in [("on", 104), ("off", 1), ("shadow", 1)] {
        let call = scope().set("futures", state).run_async(both4(1));
        assert_eq!(pollster::block_on(call), expected, "{state}");
    }
}
