//! The drop order of gates inside functions, compared with the same code without a gate.

use toggle_runtime::feature_toggle;

use super::log::*;

/// Compares a function with a gated part with the code without the gate.
macro_rules! inside {
    (
        $name:ident: $on:literal $output:ty,
        { $($before:tt)* } [$($gate:tt)*] { $($gated:tt)* } { $($plain:tt)* } { $($after:tt)* }
    ) => {
        #[test]
        fn $name() {
            #[feature_toggle]
            fn gated(_a: Noted) -> $output { $($before)* $($gate)* $($gated)* $($after)* }
            fn plain(_a: Noted) -> $output { $($before)* $($plain)* $($after)* }
            same($on, || gated(Noted("argument")), || plain(Noted("argument")));
        }
    };
}

/// Compares a gated part that is on with the same part without the gate.
macro_rules! on {
    ($name:ident: $output:ty, $before:tt [$($gate:tt)*] $gated:tt $after:tt) => {
        inside!($name: true $output, $before [$($gate)*] $gated $gated $after);
    };
}

on!(last_block: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    {
        let _local = Noted("local");
        Noted("temporary").len()
    }
} {});

on!(last_block_without_locals_around: usize, {} [#[feature_toggle("drops", else = 0)]] {
    {
        let _local = Noted("local");
        Noted("temporary").len()
    }
} {});

on!(last_expression: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    Noted("temporary").len()
} {});

on!(last_expression_without_else: Option<usize>, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops")]] {
    Some(Noted("temporary").len())
} {});

on!(last_binary_expression: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    Noted("left").len() + Noted("right").len()
} {});

on!(last_macro_call: bool, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = false)]] {
    matches!(Noted("temporary").len(), 1)
} {});

on!(last_match: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    match Noted("scrutinee").range() {
        range => range.len() + Noted("temporary").len(),
    }
} {});

on!(last_if_let: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    if let Some(first) = Noted("scrutinee").range().next() {
        first + Noted("temporary").len()
    } else {
        0
    }
} {});

on!(last_loop: (), {
    let _outer = Noted("outer");
} [#[feature_toggle("drops")]] {
    for number in Noted("head").range() {
        let _local = Noted("local");
        if Noted("temporary").len() > number {
            break;
        }
    }
} {});

on!(last_in_nested_blocks: usize, {
    let _outer = Noted("outer");
    fn unit() {}
    unit();
} [#[feature_toggle("drops", else = 0)]] {
    {
        let _middle = Noted("middle");
        {
            let _local = Noted("local");
            Noted("temporary").len()
        }
    }
} {});

on!(last_with_two_gates: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)] #[feature_toggle(not("drops.no"), else = 0)]] {
    {
        let _local = Noted("local");
        Noted("temporary").len()
    }
} {});

on!(last_with_an_attribute: usize, {
    let _outer = Noted("outer");
} [#[allow(unused, reason = "an attribute is what is tried")] #[feature_toggle("drops", else = 0)]] {
    {
        let _local = Noted("local");
        Noted("temporary").len()
    }
} {});

on!(block_among_others: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops")]] {
    {
        let _local = Noted("local");
        drop(Noted("temporary").range())
    }
} {
    Noted("last").len()
});

on!(statement: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops")]] {
    assert!(Noted("temporary").len() + Noted("other").len() > 0);
} {
    Noted("last").len()
});

on!(value_of_let: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    let value = {
        let _local = Noted("local");
        Noted("temporary").len()
    };
} {
    value + Noted("last").len()
});

on!(expression_of_let: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = 0)]] {
    let value = Noted("temporary").len() + Noted("other").len();
} {
    value + Noted("last").len()
});

on!(extended_value_of_let: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = &Noted("otherwise"))]] {
    let value = &Noted("extended");
} {
    value.len() + Noted("last").len()
});

on!(value_of_let_else: usize, {
    let _outer = Noted("outer");
} [#[feature_toggle("drops", else = None)]] {
    let Some(value) = ({
        let _local = Noted("local");
        Noted("temporary").range().last()
    }) else {
        return 0;
    };
} {
    value + Noted("last").len()
});

/// Compares a gated part that is off with its `else`.
macro_rules! off {
    ($name:ident: $output:ty, $before:tt $gated:tt else { $($otherwise:tt)* } $plain:tt $after:tt) => {
        inside!(
            $name: false $output,
            $before [#[feature_toggle("drops", else = $($otherwise)*)]] $gated $plain $after
        );
    };
}

off!(otherwise_of_last_block: usize, {
    let _outer = Noted("outer");
} {
    { 0 }
} else {
    { let _local = Noted("local"); Noted("temporary").len() }
} {
    let value = { let _local = Noted("local"); Noted("temporary").len() };
    value
} {});

off!(otherwise_of_let: usize, {
    let _outer = Noted("outer");
} {
    let value = 0;
} else {
    { let _local = Noted("local"); Noted("temporary").len() }
} {
    let value = { let _local = Noted("local"); Noted("temporary").len() };
} {
    value + Noted("last").len()
});

off!(otherwise_of_let_else: usize, {
    let _outer = Noted("outer");
} {
    let Some(value) = Some(0) else { return 0 };
} else {
    { let _local = Noted("local"); Noted("temporary").range().last() }
} {
    let Some(value) = ({ let _local = Noted("local"); Noted("temporary").range().last() }) else { return 0 };
} {
    value + Noted("last").len()
});

off!(otherwise_of_statement: usize, {
    let _outer = Noted("outer");
} {
    assert!(false);
} else {
    { let _local = Noted("local"); drop(Noted("temporary").range()) }
} {
    { let _local = Noted("local"); drop(Noted("temporary").range()) }
} {
    Noted("last").len()
});

/// Compares a gated part in a nested block with the same part without the gate.
macro_rules! deep {
    ($name:ident: [$($head:tt)*] [$($before:tt)*] { $($gated:tt)* } [$($tail:tt)*]) => {
        #[test]
        fn $name() {
            #[feature_toggle]
            fn gated(_a: Noted) -> usize {
                let _outer = Noted("outer");
                $($head)* { $($before)* #[feature_toggle("drops", else = 0)] $($gated)* } $($tail)*
            }
            fn plain(_a: Noted) -> usize {
                let _outer = Noted("outer");
                $($head)* { $($before)* $($gated)* } $($tail)*
            }
            same(true, || gated(Noted("argument")), || plain(Noted("argument")));
        }
    };
}

deep!(last_in_block: [] [let _inner = Noted("inner");] { Noted("temporary").len() } []);

deep!(last_in_block_without_locals: [] [] { Noted("temporary").len() } []);

deep!(last_in_branch: [if Noted("condition").len() > 0] [let _inner = Noted("inner");] { Noted("temporary").len() } [else { 0 }]);

deep!(last_in_typed_let: [let value: usize =] [let _inner = Noted("inner");] { Noted("temporary").len() } [; value]);

deep!(last_in_untyped_let: [let value =] [let _inner = Noted("inner");] { Noted("temporary").len() } [; value]);

deep!(last_in_closure: [let value = ||] [let _inner = Noted("inner");] { Noted("temporary").len() } [; value()]);

deep!(last_in_typed_closure: [let value = || -> usize] [let _inner = Noted("inner");] { Noted("temporary").len() } [; value()]);

deep!(last_in_labelled_block: ['a:] [let _inner = Noted("inner"); if _inner.len() == 0 { break 'a 0; }] {
    Noted("temporary").len()
} []);

deep!(last_in_operand: [let value = 1 +] [let _inner = Noted("inner");] { Noted("temporary").len() } [; value]);

deep!(last_in_operand_at_the_end: [1 +] [] { Noted("temporary").len() } []);

#[test]
fn last_in_operand_in_loop() {
    #[feature_toggle]
    fn gated() -> usize {
        let mut value = 0;
        for number in 0..2 {
            let _inner = Noted("inner");
            value += number + {
                let _local = Noted("local");
                #[feature_toggle("drops", else = 0)]
                #[feature_toggle(not("drops.no"), else = 0)]
                Noted("temporary").len()
            };
        }
        value
    }
    fn plain() -> usize {
        let mut value = 0;
        for number in 0..2 {
            let _inner = Noted("inner");
            value += number + {
                let _local = Noted("local");
                Noted("temporary").len()
            };
        }
        value
    }
    same(true, gated, plain);
}

/// Compares a loop whose body ends with a gated part with the same loop without the gate.
macro_rules! looped {
    ($name:ident: [$($head:tt)*] { $($gated:tt)* }) => {
        #[test]
        fn $name() {
            #[feature_toggle]
            fn gated() {
                let _outer = Noted("outer");
                $($head)* {
                    let _inner = Noted("inner");
                    #[feature_toggle("drops")]
                    $($gated)*
                }
            }
            fn plain() {
                let _outer = Noted("outer");
                $($head)* {
                    let _inner = Noted("inner");
                    $($gated)*
                }
            }
            same(true, gated, plain);
        }
    };
}

looped!(last_in_for: [for _ in 0..2] { drop(Noted("temporary").range()) });

looped!(last_in_while: [let mut left = 2; while { left -= 1; left > 0 }] {
    {
        let _local = Noted("local");
        drop(Noted("temporary").range())
    }
});

looped!(last_in_loop: ['all: loop] {
    if Noted("temporary").len() > 0 {
        break 'all;
    }
});

macro_rules! leave_if {
    ($condition:expr) => {
        if $condition {
            break;
        }
    };
}

#[test]
fn loops_are_left_by_code_without_a_label() {
    #[feature_toggle]
    fn gated(to: &mut Vec<usize>) {
        for number in 0.. {
            let double = number * 2;
            to.push(number);
            #[feature_toggle("drops")]
            {
                leave_if!(double > 3)
            }
        }
        for number in 0..3 {
            let double = number * 2;
            #[feature_toggle(not("drops"), else = continue)]
            to.push(double)
        }
        while to.len() > 0 {
            let last = to.pop();
            #[feature_toggle(not("drops"), else = { if last.is_some() { break } })]
            assert!(last.is_none())
        }
    }
    let mut list = Vec::new();
    toggle_runtime::scope().set("drops", true).run(|| gated(&mut list));
    assert_eq!(list, [0, 1]);
}

#[test]
fn last_in_loop_that_it_leaves() {
    #[feature_toggle]
    fn gated() -> usize {
        let mut value = 0;
        loop {
            let _inner = Noted("inner");
            value += 1;
            #[feature_toggle("drops")]
            if Noted("temporary").len() > value {
                break;
            }
        }
        value
    }
    fn plain() -> usize {
        let mut value = 0;
        loop {
            let _inner = Noted("inner");
            value += 1;
            if Noted("temporary").len() > value {
                break;
            }
        }
        value
    }
    same(true, || gated(), || plain());
}

#[test]
fn last_in_arm() {
    #[feature_toggle]
    fn gated(a: Option<Noted>) -> usize {
        let _outer = Noted("outer");
        match a {
            #[feature_toggle("drops")]
            Some(a) if a.len() > 0 => {
                let _inner = Noted("inner");
                #[feature_toggle("drops", else = 0)]
                {
                    let _local = Noted("local");
                    Noted("temporary").len() + a.len()
                }
            }
            _ => 0,
        }
    }
    fn plain(a: Option<Noted>) -> usize {
        let _outer = Noted("outer");
        match a {
            Some(a) if a.len() > 0 => {
                let _inner = Noted("inner");
                {
                    let _local = Noted("local");
                    Noted("temporary").len() + a.len()
                }
            }
            _ => 0,
        }
    }
    same(true, || gated(Some(Noted("argument"))), || plain(Some(Noted("argument"))));
}
