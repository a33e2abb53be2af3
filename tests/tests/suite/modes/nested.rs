//! Other gates around, below and inside, and functions defined by macros.

use super::{arguments::Words, *};

// Other gates around, below and inside.

#[feature_toggle("mode.outer", else = 0)]
#[feature_toggle("mode", else = 1, guard)]
fn below_another_gate(n: u32) -> u32 {
    #[feature_toggle("mode.inner", else = 10)]
    let ten = 20;
    n + ten
}

#[feature_toggle("mode", else = 1, shadow)]
#[feature_toggle("mode.outer", else = 2, guard)]
fn around_another_gate(n: u32) -> u32 {
    #[feature_toggle("mode.inner", else = 3, guard)]
    fn nested(n: u32) -> u32 {
        n
    }
    nested(n)
}

#[feature_toggle("mode", else = Default::default(), guard)]
impl Words<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    #[feature_toggle("mode.inner", else = 9, shadow)]
    fn both(&self) -> usize {
        self.0.len()
    }

    fn nothing(&self) {}
}

#[feature_toggle("mode", else = 0, shadow)]
mod inside {
    #![allow(dead_code, reason = "inner attributes stay first")]

    pub(super) fn one() -> u8 {
        #![allow(unused_variables, reason = "inner attributes stay first")]
        let x = 2;
        1
    }
}

#[test]
fn other_gates() {
    let outer = |n: u32, on: bool| scope().set("mode.outer", on).run(|| below_another_gate(n));
    check(|| outer(5, true), 15, 1);
    check(|| outer(5, false), 0, 0);
    let around = |on: bool| scope().set("mode.outer", on).set("mode.inner", true).run(|| around_another_gate(5));
    check(|| around(true), 5, 1);
    check(|| around(false), 2, 1);
    check(|| Words("abc").len(), 3, 0);
    check(|| Words("abc").both(), 9, 0);
    check(|| Words("abc").nothing(), (), ());
    check(inside::one, 1, 0);
}

// Functions defined by macros.

macro_rules! guarded_by_a_macro {
    ($name:ident, $result:ty, $body:block, $($otherwise:tt)*) => {
        #[feature_toggle("mode", else = $($otherwise)*, guard)]
        fn $name() -> $result $body
    };
}

macro_rules! shadowed_by_a_macro {
    ($name:ident, $n:ident, $result:ty, $body:block, $otherwise:expr) => {
        #[feature_toggle("mode", else = $otherwise, shadow)]
        fn $name($n: u8) -> $result $body
    };
}

guarded_by_a_macro!(guarded_made, u8, { 1 }, 0);
shadowed_by_a_macro!(shadowed_made, n, u8, { n + 1 }, n);

#[test]
fn functions_made_by_macros() {
    check(guarded_made, 1, 0);
    check(|| shadowed_made(1), 2, 1);
}
