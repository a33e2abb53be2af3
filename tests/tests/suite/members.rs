//! `impl` blocks and inline modules: each function in them has the gate, and the other items stay unchanged.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{
    fmt::{self, Debug, Display},
    marker::PhantomData,
};

use toggle_runtime::{Context, Toggle, ToggleOff, feature_toggle, scope, toggle};

/// Checks the result of `call` with the toggle `members` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("members", true).run(&call), on, "on");
    assert_eq!(scope().set("members", false).run(&call), off, "off");
}

#[toggle("members")]
static MEMBERS: Toggle;

// `impl`.

struct Cart<'a, T, const N: usize> {
    items: [T; N],
    name: &'a str,
}

#[feature_toggle("members", else = Self::OFF)]
/// Documented.
impl<'a, T, const N: usize> Cart<'a, T, N>
where
    T: Display,
{
    #![allow(clippy::unused_self, reason = "an inner attribute is what is tried")]

    const OFF: usize = 100;

    /// Documented.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    fn named(&self) -> usize {
        #![allow(unused_variables, reason = "an inner attribute is what is tried")]
        let unused = 1;
        self.name.len()
    }

    async fn asynchronous(&self, add: usize) -> usize {
        self.len() + add
    }

    fn generic<U: Into<usize>>(_: PhantomData<&'a T>, value: U) -> usize {
        value.into()
    }
}

#[feature_toggle(MEMBERS)]
impl<T, const N: usize> Cart<'_, T, N> {
    fn first(&self) -> Option<&T> {
        self.items.first()
    }

    fn result(&self) -> Result<usize, ToggleOff> {
        Ok(N)
    }

    fn unit(&mut self) {
        self.name = "unit";
    }

    /// Has a second gate.
    #[feature_toggle("members.second", else = Some(2))]
    fn twice(&self) -> Option<u8> {
        Some(1)
    }

    #[feature_toggle]
    fn marked(&self) -> Option<u8> {
        #[feature_toggle("members.second", else = 2)]
        let value = 1;
        Some(value)
    }

    fn marked_by_the_block(&self) -> Option<u8> {
        #[feature_toggle("members.second", else = 2)]
        let value = 1;
        Some(value)
    }
}

#[feature_toggle]
impl<T, const N: usize> Cart<'_, T, N> {
    const ONE: u8 = Self::one();

    const fn one() -> u8 {
        1
    }

    fn only_marked(&self) -> u8 {
        #[feature_toggle("members", else = 2)]
        let value = Self::ONE;
        value
    }
}

fn cart() -> Cart<'static, u8, 2> {
    Cart { items: [1, 2], name: "cart" }
}

#[test]
fn inherent_methods() {
    check(|| cart().len(), 2, 100);
    check(|| cart().named(), 4, 100);
    check(|| pollster::block_on(cart().asynchronous(1)), 3, 100);
    check(|| Cart::<u8, 2>::generic(PhantomData, 5_usize), 5, 100);
    check(|| cart().first().copied(), Some(1), None);
    check(|| cart().result().map_err(|off| off.toggle()), Ok(2), Err("members"));
    let unit = || {
        let mut cart = cart();
        cart.unit();
        cart.name
    };
    check(unit, "unit", "cart");
    check(|| scope().set("members.second", true).run(|| cart().twice()), Some(1), None);
    check(|| scope().set("members.second", true).run(|| cart().marked()), Some(1), None);
    check(|| cart().marked(), Some(2), None);
    check(|| cart().marked_by_the_block(), Some(2), None);
    check(|| cart().only_marked(), 1, 2);
}

// Traits.

#[feature_toggle("members", else = write!(f, "off"))]
impl<T: Display, const N: usize> Display for Cart<'_, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.iter().try_for_each(|item| write!(f, "{item},"))
    }
}

struct Countdown(u8);

#[feature_toggle("members")]
impl Iterator for Countdown {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }

    fn nth(&mut self, n: usize) -> Option<u8> {
        (0..n).try_for_each(|_| self.next().map(drop))?;
        self.next()
    }
}

trait Shape {
    const SIDES: u8;
    type Unit: PartialEq<u8> + Debug;

    fn sides(&self) -> u8;
    async fn area(&self, by: u8) -> u8;
    fn provided(&self) -> u8 {
        Self::SIDES
    }
}

#[feature_toggle(all(MEMBERS, not("members.not")), for = &Context::new("ada"), else = Self::SIDES)]
impl<T> Shape for Vec<T>
where
    T: Clone,
{
    const SIDES: u8 = 9;
    type Unit = u8;

    fn sides(&self) -> u8 {
        1
    }

    async fn area(&self, by: u8) -> u8 {
        self.sides() + by
    }
}

#[test]
fn methods_of_traits() {
    check(|| cart().to_string(), "1,2,".to_owned(), "off".to_owned());
    check(|| Countdown(3).collect::<Vec<_>>(), vec![2, 1, 0], vec![]);
    check(|| Countdown(3).nth(1), Some(1), None);
    check(|| vec![1].sides(), 1, 9);
    check(|| pollster::block_on(vec![1].area(1)), 2, 9);
    check(|| vec![1].provided(), 9, 9);
}

// Modules.

#[feature_toggle("members", else = Default::default())]
/// Documented.
pub(crate) mod outer {
    #![allow(clippy::unnecessary_wraps, reason = "an inner attribute is what is tried")]
    //! Documented inside.

    use std::cell::Cell;
    use std::marker::PhantomData;

    pub(crate) const CONSTANT: u8 = 5;
    pub(crate) static STATIC: u8 = 6;
    pub(crate) type Alias = u8;

    thread_local! {
        pub(crate) static LOCAL: Cell<u8> = const { Cell::new(7) };
    }

    macro_rules! local {
        () => {
            8
        };
    }

    #[derive(Debug, Clone, Default, PartialEq)]
    pub(crate) struct Product {
        pub(crate) count: u8,
    }

    pub(crate) enum Kind {
        One,
    }

    pub(crate) fn function() -> u8 {
        local!()
    }

    pub(crate) fn unit(to: &Cell<u8>) {
        to.set(1);
    }

    pub(crate) async fn asynchronous<T: Default>(value: T) -> T {
        value
    }

    impl Product {
        pub(crate) fn method(&self) -> Alias {
            self.count
        }
    }

    pub(crate) trait Priced {
        fn price(&self) -> u8 {
            CONSTANT + STATIC
        }

        fn required(&self) -> u8;
    }

    impl Priced for Product {
        fn required(&self) -> u8 {
            match Kind::One {
                Kind::One => 1,
            }
        }
    }

    pub(crate) mod inner {
        pub(crate) fn function() -> u8 {
            super::CONSTANT
        }

        pub(crate) mod innermost {
            pub(crate) fn option() -> Option<u8> {
                Some(1)
            }

            #[toggle_runtime::feature_toggle("members.second", else = 3)]
            pub(crate) fn twice() -> u8 {
                2
            }
        }
    }

    pub(crate) struct Generic<T>(pub(crate) PhantomData<T>);

    impl<T> Generic<T> {
        pub(crate) fn nested(&self) -> u8 {
            fn not_gated() -> u8 {
                4
            }
            let closure = || not_gated();
            closure()
        }
    }
}

#[test]
fn functions_of_modules() {
    check(outer::function, 8, 0);
    let unit = || {
        let cell = std::cell::Cell::new(0);
        outer::unit(&cell);
        cell.get()
    };
    check(unit, 1, 0);
    check(|| pollster::block_on(outer::asynchronous(3)), 3, 0);
    check(|| outer::Product { count: 2 }.method(), 2, 0);
    check(|| outer::Priced::price(&outer::Product::default()), 11, 0);
    check(|| outer::Priced::required(&outer::Product::default()), 1, 0);
    check(outer::inner::function, 5, 0);
    check(outer::inner::innermost::option, Some(1), None);
    check(|| scope().set("members.second", true).run(outer::inner::innermost::twice), 2, 0);
    check(|| outer::Generic::<u8>(PhantomData).nested(), 4, 0);
    check(|| outer::LOCAL.get(), 7, 7);
}

#[feature_toggle]
mod marked {
    pub(crate) const ONE: u8 = one();

    const fn one() -> u8 {
        1
    }

    pub(crate) fn function() -> u8 {
        #[feature_toggle("members", else = 2)]
        let value = ONE;
        value
    }

    pub(crate) mod inner {
        pub(crate) struct Type;

        impl Type {
            pub(crate) fn method(&self) -> u8 {
                match super::ONE {
                    #[feature_toggle("members")]
                    1 => 1,
                    _ => 2,
                }
            }
        }
    }
}

#[test]
fn a_marked_module() {
    check(marked::function, 1, 2);
    check(|| marked::inner::Type.method(), 1, 2);
}
