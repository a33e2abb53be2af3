//! The drop order of gated functions, compared with the same functions without a gate.

use std::ops::Range;

use toggle_runtime::feature_toggle;

use super::log::*;

/// Compares a gated function with its body.
macro_rules! on {
    ($name:ident: $(#[$($gate:tt)*])+ [$($fn:tt)*] ($($arg:ident),*) -> $output:ty, $body:tt) => {
        #[test]
        fn $name() {
            $(#[$($gate)*])+
            $($fn)* gated($($arg: Noted),*) -> $output $body
            $($fn)* plain($($arg: Noted),*) -> $output $body
            same(
                true,
                || gated($(Noted(stringify!($arg))),*),
                || plain($(Noted(stringify!($arg))),*),
            );
        }
    };
}

on!(body: #[feature_toggle("drops", else = 0)] [fn] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(body_with_inner_attribute: #[feature_toggle("drops", else = 0)] [fn] (a, _b) -> usize, {
    #![allow(unused, reason = "an attribute is what is tried")]
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(body_of_extern_function: #[feature_toggle("drops", else = 0)] [extern "Rust" fn] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(body_that_starts_with_use: #[inline] #[feature_toggle("drops", else = 0)] [fn] (a, _b) -> usize, {
    use std::convert::identity;
    let _local = Noted("local");
    identity(Noted("temporary").len() + a.len())
});

on!(body_with_context: #[feature_toggle("drops", for = &toggle_runtime::Context::new("a"), else = 0)] [fn] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(two_gates: #[feature_toggle("drops", else = 0)] #[feature_toggle(not("drops.no"), else = 0)] [fn] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(impl_trait: #[feature_toggle("drops", else = 0..0)] [fn] (a, _b) -> impl Iterator<Item = usize>, {
    let _local = Noted("local");
    let _ = &a;
    Noted("temporary").range()
});

on!(two_gates_of_impl_trait: #[feature_toggle("drops", else = 0..0)] #[feature_toggle(not("drops.no"), else = 0..0)]
    [fn] (a, _b) -> impl Iterator<Item = usize>, {
    let _local = Noted("local");
    let _ = &a;
    Noted("temporary").range()
});

on!(word_transmute: #[feature_toggle("drops", else = 0)] [fn] (a, _b) -> usize, {
    fn transmute() {}
    transmute();
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(guard: #[feature_toggle("drops", else = 0, guard)] [fn] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(guard_of_two_arguments: #[feature_toggle("drops", else = 0, guard)] [fn] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(guard_of_word_transmute: #[feature_toggle("drops", else = 0, guard)] [fn] (a, _b) -> usize, {
    fn transmute() {}
    transmute();
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(guard_below_a_gate: #[feature_toggle(not("drops.no"), else = 0)] #[feature_toggle("drops", else = 0, guard)]
    [fn] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(shadow: #[feature_toggle("drops", else = 0, shadow)] [fn] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(shadow_of_what_both_use: #[feature_toggle("drops", else = a.len(), shadow)] [fn] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

on!(shadow_and_guard: #[feature_toggle("drops", else = 0, shadow, guard)] [fn] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
});

/// Compares a gated function that is off with its `else`.
macro_rules! off {
    ($name:ident: [$($words:tt)*] ($($arg:ident),*) -> $output:ty, $otherwise:tt or $body:tt) => {
        #[test]
        fn $name() {
            #[feature_toggle("drops", else = $otherwise $($words)*)]
            fn gated($($arg: Noted),*) -> $output $body
            fn plain($($arg: Noted),*) -> $output $otherwise
            same(
                false,
                || gated($(Noted(stringify!($arg))),*),
                || plain($(Noted(stringify!($arg))),*),
            );
        }
    };
}

off!(otherwise: [] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
} or {
    0
});

off!(otherwise_of_impl_trait: [] (a, _b) -> impl Iterator<Item = usize>, {
    let _local = Noted("local");
    let _ = &a;
    Noted("temporary").range()
} or {
    0..0
});

off!(otherwise_of_word_transmute: [] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
} or {
    fn transmute() {}
    transmute();
    0
});

off!(otherwise_of_guard: [, guard] (a, _b) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
} or {
    0
});

off!(otherwise_of_shadow: [, shadow] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
} or {
    0
});

off!(otherwise_of_shadow_and_guard: [, shadow, guard] (a) -> usize, {
    let _local = Noted("local");
    Noted("temporary").len() + a.len()
} or {
    a.len()
});

/// Compares a guarded function, whose body names only some fields of its argument, with its body.
macro_rules! fields {
    ($name:ident: $pair:ident, $body:tt) => {
        #[test]
        fn $name() {
            #[feature_toggle("drops", else = 0, guard)]
            fn gated($pair: (Noted, Noted)) -> usize $body
            fn plain($pair: (Noted, Noted)) -> usize $body
            let noted = || (Noted("first"), Noted("second"));
            same(true, || gated(noted()), || plain(noted()));
        }
    };
}

fields!(guard_of_a_tuple_of_which_a_field_is_used: pair, {
    let _local = Noted("local");
    pair.1.len()
});

fields!(guard_of_a_tuple_that_is_taken_apart: pair, {
    match pair {
        (_, ref second) => second.len(),
    }
});

fields!(guard_of_a_field_that_is_moved: pair, {
    let second = pair.1;
    let _local = Noted("local");
    second.len()
});

fields!(guard_of_a_field_in_a_macro: pair, {
    let _local = Noted("local");
    format!("{:?}", pair.1).len()
});

struct Pair {
    _first: Noted,
    second: Noted,
}

impl Pair {
    fn new() -> Self {
        Self { _first: Noted("first"), second: Noted("second") }
    }

    #[feature_toggle("drops", else = 0, guard)]
    fn gated(self) -> usize {
        self.second.len()
    }

    fn plain(self) -> usize {
        self.second.len()
    }

    #[feature_toggle("drops", else = None, guard)]
    fn gated_borrow(&mut self) -> Option<&mut Noted> {
        self.second = Noted("new");
        Some(&mut self.second)
    }
}

#[test]
fn guarded_method_that_uses_a_field_of_self() {
    same(true, || Pair::new().gated(), || Pair::new().plain());
}

#[test]
fn guarded_method_lends_a_field_of_self() {
    let mut pair = Pair::new();
    toggle_runtime::scope()
        .set("drops", true)
        .run(|| assert_eq!(pair.gated_borrow().map(|noted| noted.len()), Some(3)));
}

struct Owner(Noted);

trait Twins: Sized {
    fn gated(self, a: Noted) -> usize;
    fn plain(self, a: Noted) -> usize;
}

impl Twins for Owner {
    #[feature_toggle("drops", else = 0, guard)]
    fn gated(self, a: Noted) -> usize {
        let _local = Noted("local");
        Noted("temporary").len() + a.len() + self.0.len()
    }

    fn plain(self, a: Noted) -> usize {
        let _local = Noted("local");
        Noted("temporary").len() + a.len() + self.0.len()
    }
}

#[test]
fn guarded_method_with_self() {
    same(true, || Owner(Noted("self")).gated(Noted("a")), || Owner(Noted("self")).plain(Noted("a")));
}

#[feature_toggle("drops", else = 0..0)]
impl Owner {
    fn gated_range(self, a: Noted) -> impl Iterator<Item = usize> {
        let _local = Noted("local");
        let _ = (&a, &self);
        Noted("temporary").range()
    }
}

impl Owner {
    fn plain_range(self, a: Noted) -> impl Iterator<Item = usize> {
        let _local = Noted("local");
        let _ = (&a, &self);
        Noted("temporary").range()
    }
}

#[test]
fn members_of_impl_block() {
    let owner = || Owner(Noted("self"));
    same(true, || owner().gated_range(Noted("a")), || owner().plain_range(Noted("a")));
}

#[feature_toggle("drops", else = 0..0)]
mod gated {
    pub(crate) fn range(_a: super::super::log::Noted) -> impl Iterator<Item = usize> {
        let _local = super::super::log::Noted("local");
        super::super::log::Noted("temporary").range()
    }
}

fn plain_range(_a: Noted) -> Range<usize> {
    let _local = Noted("local");
    Noted("temporary").range()
}

#[test]
fn members_of_module() {
    same(true, || gated::range(Noted("a")), || plain_range(Noted("a")));
}
