//! Functions that never return a value, and asynchronous functions without an `.await`.

use super::{receivers::Cart, *};

#[feature_toggle("mode", guard)]
fn guarded_panic() {
    panic!("it is not written")
}

#[feature_toggle("mode", guard)]
fn guarded_panic_at_the_end(early: bool) {
    if early {
        return;
    }
    panic!("not early");
}

#[feature_toggle("mode", guard)]
async fn guarded_async_panic(early: bool) {
    if early {
        return;
    }
    panic!("it is not written")
}

#[feature_toggle("mode", else = 0, guard)]
async fn guarded_async_loop(early: bool) -> u8 {
    loop {
        if early {
            return 1;
        }
    }
}

trait Job {
    fn run(&self);
}

#[feature_toggle("mode", guard)]
impl Job for Cart {
    fn run(&self) {
        panic!("it is not written")
    }
}

#[feature_toggle("mode", else = future::ready(0), guard)]
async fn guarded_future() -> Ready<u8> {
    future::ready(1)
}

#[test]
fn functions_without_a_value_compile() {
    let ends = |call: fn()| std::panic::catch_unwind(call).is_ok();
    check(|| ends(guarded_panic), false, true);
    check(|| ends(|| guarded_panic_at_the_end(false)), false, true);
    check(|| ends(|| guarded_panic_at_the_end(true)), true, true);
    check(|| ends(|| Cart::default().run()), false, true);
    check_async(|| guarded_async_panic(true), (), ());
    check_async(|| guarded_async_loop(true), 1, 0);
    check(|| pollster::block_on(pollster::block_on(guarded_future())), 1, 0);
}
