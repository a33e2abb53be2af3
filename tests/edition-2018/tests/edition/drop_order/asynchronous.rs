//! The drop order of gated asynchronous functions, compared with the same functions without a gate.

use std::future::ready;

use async_trait::async_trait;
use pollster::block_on;
use toggle_runtime::feature_toggle;

use super::log::*;

/// Compares a gated function with its body or with its `else`.
macro_rules! twins {
    ($name:ident: $on:literal $(#[$($gate:tt)*])+ ($($arg:ident),*) -> $output:ty, $gated:tt $plain:tt) => {
        #[test]
        fn $name() {
            $(#[$($gate)*])+
            async fn gated($($arg: Noted),*) -> $output $gated
            async fn plain($($arg: Noted),*) -> $output $plain
            same(
                $on,
                || block_on(gated($(Noted(stringify!($arg))),*)),
                || block_on(plain($(Noted(stringify!($arg))),*)),
            );
        }
    };
}

macro_rules! on {
    ($name:ident: $(#[$($gate:tt)*])+ $args:tt -> $output:ty, $body:tt) => {
        twins!($name: true $(#[$($gate)*])+ $args -> $output, $body $body);
    };
}

macro_rules! off {
    ($name:ident: [$($words:tt)*] $args:tt -> $output:ty, $otherwise:tt or $body:tt) => {
        twins!($name: false #[feature_toggle("drops", else = $otherwise $($words)*)] $args -> $output, $body $otherwise);
    };
}

on!(body: #[feature_toggle("drops", else = 0)] (a, _b) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
});

on!(impl_trait: #[feature_toggle("drops", else = 0..0)] (a, _b) -> impl Iterator<Item = usize>, {
    let _local = Noted("local");
    let _ = &a;
    ready(Noted("temporary").range()).await
});

on!(guard: #[feature_toggle("drops", else = 0, guard)] (a) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
});

on!(guard_of_two_arguments: #[feature_toggle("drops", else = 0, guard)] (a, _b) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
});

on!(shadow: #[feature_toggle("drops", else = 0, shadow)] (a) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
});

on!(shadow_and_guard: #[feature_toggle("drops", else = a.len(), shadow, guard)] (a) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
});

off!(otherwise: [] (a, _b) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
} or {
    0
});

off!(otherwise_of_guard: [, guard] (a, _b) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
} or {
    0
});

off!(otherwise_of_shadow: [, shadow] (a) -> usize, {
    let _local = Noted("local");
    ready(Noted("temporary").len()).await + a.len()
} or {
    0
});

struct Owner(Noted);

#[async_trait]
trait Twins: Sized {
    async fn gated(self, a: Noted) -> usize;
    async fn guarded(self, a: Noted) -> usize;
    async fn plain(self, a: Noted) -> usize;
}

#[async_trait]
impl Twins for Owner {
    #[feature_toggle("drops", else = 0)]
    async fn gated(self, a: Noted) -> usize {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await + a.len() + self.0.len()
    }

    #[feature_toggle("drops", else = 0, guard)]
    async fn guarded(self, a: Noted) -> usize {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await + a.len() + self.0.len()
    }

    async fn plain(self, a: Noted) -> usize {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await + a.len() + self.0.len()
    }
}

struct Outer(Noted);

#[feature_toggle("drops", else = 0, guard)]
#[async_trait]
impl Twins for Outer {
    async fn gated(self, a: Noted) -> usize {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await + a.len() + self.0.len()
    }

    async fn guarded(self, a: Noted) -> usize {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await + a.len() + self.0.len()
    }

    async fn plain(self, _: Noted) -> usize {
        0
    }
}

#[test]
fn methods_of_async_trait() {
    let plain = || block_on(Owner(Noted("self")).plain(Noted("a")));
    same(true, || block_on(Owner(Noted("self")).gated(Noted("a"))), plain);
    same(true, || block_on(Owner(Noted("self")).guarded(Noted("a"))), plain);
    same(true, || block_on(Outer(Noted("self")).gated(Noted("a"))), plain);
    same(true, || block_on(Outer(Noted("self")).guarded(Noted("a"))), plain);
}

#[feature_toggle]
async fn gated_inside(_a: Noted) -> usize {
    let _outer = Noted("outer");
    #[feature_toggle("drops", else = 0)]
    {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await
    }
}

async fn plain_inside(_a: Noted) -> usize {
    let _outer = Noted("outer");
    {
        let _local = Noted("local");
        ready(Noted("temporary").len()).await
    }
}

#[test]
fn last_block() {
    same(true, || block_on(gated_inside(Noted("a"))), || block_on(plain_inside(Noted("a"))));
}

#[test]
fn guard_of_a_tuple_of_which_a_field_is_used() {
    #[feature_toggle("drops", else = 0, guard)]
    async fn gated(pair: (Noted, Noted)) -> usize {
        let second = &pair.1;
        ready(()).await;
        second.len()
    }
    async fn plain(pair: (Noted, Noted)) -> usize {
        let second = &pair.1;
        ready(()).await;
        second.len()
    }
    let noted = || (Noted("first"), Noted("second"));
    same(true, || block_on(gated(noted())), || block_on(plain(noted())));
}
