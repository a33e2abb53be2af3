//! Bodies on one line, whose braces the lint `unused_braces` checks.
#![forbid(unused, unreachable_code, clippy::all, clippy::allow_attributes)]

use toggle_runtime::scope;

#[rustfmt::skip]
mod functions {
    use toggle_runtime::feature_toggle;

    #[feature_toggle("drops", else = { 0 })]
    pub(super) fn body() -> u8 { 1 }

    #[feature_toggle("drops", else = unreachable!())]
    pub(super) fn impl_trait() -> impl Fn(u8) -> u8 { |x| x + 1 }

    #[feature_toggle("drops", else = { 0 })]
    pub(super) fn word_transmute() -> u8 { { fn transmute() {} transmute(); } 1 }

    #[feature_toggle("drops", else = { 0 }, guard)]
    pub(super) fn guard() -> u8 { 1 }

    #[feature_toggle("drops", else = { 0 }, guard)]
    pub(super) fn guard_of_two_arguments(a: Vec<u8>, _b: Vec<u8>) -> usize { a.len() }

    #[feature_toggle("drops", else = { 0 }, shadow)]
    pub(super) fn shadow() -> u8 { 1 }

    #[feature_toggle("drops", else = { a.len() }, shadow, guard)]
    pub(super) fn shadow_and_guard(a: &str) -> usize { a.len() }

    #[feature_toggle]
    pub(super) fn last_block(a: u8) -> u8 { let b = a + 1; #[feature_toggle("drops", else = { 0 })] { b } }

    #[feature_toggle]
    pub(super) fn last_expression(a: u8) -> u8 { let b = a + 1; #[feature_toggle("drops", else = 0)] b.min(5) }

    #[feature_toggle]
    pub(super) fn last_that_leaves(a: u8) -> u8 { let b = a + 1; #[feature_toggle("drops", else = return 9)] b.min(5) }

    #[feature_toggle]
    pub(super) fn last_that_panics(a: u8) -> u8 { let b = a + 1; #[feature_toggle("drops", else = panic!())] b.min(5) }

    #[feature_toggle]
    pub(super) fn last_that_exits(a: u8) -> u8 { let b = a + 1; #[feature_toggle("drops", else = std::process::exit(1))] b.min(5) }

    #[feature_toggle("drops", else = std::process::exit(1))]
    pub(super) fn impl_trait_or_exit() -> impl Fn(u8) -> u8 { |x| x + 1 }

    #[feature_toggle]
    pub(super) fn last_that_never_ends(a: u8) -> ! { let b = a; #[feature_toggle("drops", else = std::process::exit(1))] loop { assert_eq!(a, b) } }

    #[feature_toggle("drops", else = std::process::exit(1))]
    pub(super) fn word_transmute_that_never_ends() -> ! { fn transmute() {} loop { transmute() } }

    #[feature_toggle]
    pub(super) fn two_last(a: u8) -> u8 { let b = a; #[feature_toggle("drops", else = 0)] #[feature_toggle("drops", else = { 0 })] { b } }

    #[feature_toggle]
    pub(super) fn last_of_unit(to: &mut Vec<u8>) { let b = 1; #[feature_toggle("drops")] to.push(b) }

    #[feature_toggle]
    pub(super) fn last_of_unit_or_block(to: &mut Vec<u8>) { let b = 1; #[feature_toggle("drops", else = { to.push(9) })] { to.push(b) } }

    #[feature_toggle]
    pub(super) fn last_loop(to: &mut Vec<u8>) { let b = 2; #[feature_toggle("drops")] for n in 0..b { to.push(n) } }

    #[feature_toggle]
    pub(super) fn last_macro_call(to: &[u8]) { let b = to.len(); #[feature_toggle("drops")] assert!(b == to.len()) }

    #[feature_toggle]
    pub(super) fn last_option(to: &[u8]) -> Option<u8> { let b = to.iter(); #[feature_toggle("drops")] b.max().copied() }

    #[feature_toggle]
    pub(super) fn value_of_let(a: u8) -> u8 { #[feature_toggle("drops", else = { 0 })] let b = { a }; b }

    #[feature_toggle]
    pub(super) fn let_else(a: u8) -> u8 { #[feature_toggle("drops", else = { None })] let Some(b) = ({ Some(a) }) else { return 0 }; b }

    #[feature_toggle]
    pub(super) fn statement(a: &mut u8) { #[feature_toggle("drops", else = { *a += 2 })] { *a += 1 } }
}

#[test]
fn lints_are_quiet() {
    use self::functions::*;

    scope().set("drops", true).run(|| {
        assert_eq!((body(), impl_trait()(1), word_transmute(), guard(), shadow()), (1, 2, 1, 1, 1));
        assert_eq!((guard_of_two_arguments(vec![1], vec![]), shadow_and_guard("a")), (1, 1));
        assert_eq!((last_block(1), last_expression(1), last_that_leaves(1), last_that_panics(1)), (2, 2, 2, 2));
        assert_eq!((last_that_exits(1), impl_trait_or_exit()(1)), (2, 2));
        assert_eq!((two_last(1), value_of_let(1), let_else(1)), (1, 1, 1));
        let _: (fn(u8) -> !, fn() -> !) = (last_that_never_ends, word_transmute_that_never_ends);
        let mut list = Vec::new();
        last_of_unit(&mut list);
        last_of_unit_or_block(&mut list);
        last_loop(&mut list);
        last_macro_call(&list);
        assert_eq!((last_option(&list), list), (Some(1), vec![1, 1, 0, 1]));
        let mut number = 0;
        statement(&mut number);
        assert_eq!(number, 1);
    });
}
