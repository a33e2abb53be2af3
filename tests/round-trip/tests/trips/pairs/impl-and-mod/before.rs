//! Gates on `impl` blocks and modules: each function inside has the other way.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[derive(Default)]
struct Lists(Vec<i64>);

#[feature_toggle("x", else = old::<usize>())]
impl Lists {
    /// Adds.
    fn add(&mut self, value: i64) -> Option<usize> {
        self.0.push(value);
        Some(self.0.len())
    }

    #[feature_toggle("a", else = None)]
    fn last(&self) -> Option<usize> {
        call("last");
        self.0.last().map(|&last| last as usize)
    }

    fn three() -> Option<usize> {
        Some(3)
    }
}

fn old<T>() -> Option<T> {
    call("old");
    None
}

#[feature_toggle(crate::prelude::X, else = 0)]
mod shapes {
    pub fn area() -> i64 {
        super::call("area")
    }

    pub mod inner {
        use crate::prelude::call;

        #[derive(Debug)]
        pub struct Square(pub i64);

        impl Square {
            pub fn area(&self) -> i64 {
                call("square") * self.0
            }
        }

        pub trait Scaled {
            fn scaled(&self, by: i64) -> i64 {
                call("scaled") * by
            }
        }

        impl Scaled for Square {}
    }
}

#[feature_toggle("x")]
mod units {
    pub fn first() {
        super::call("first");
    }

    #[super::feature_toggle("b")]
    pub fn second() {
        super::call("second");
    }
}

pub fn run() {
    use shapes::inner::{Scaled, Square};

    let mut lists = Lists::default();
    take(lists.add(take(Lists::three()).map_or(5, |three| three as i64)));
    take(lists.last());
    take(shapes::area());
    take(Square(2).area());
    take(Square(2).scaled(3));
    units::first();
    units::second();
}
